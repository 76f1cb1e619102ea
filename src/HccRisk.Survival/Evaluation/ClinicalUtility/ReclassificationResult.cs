using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.ClinicalUtility;

/// <summary>What a new prediction moves in the right direction against an old one, at one horizon.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record ReclassificationResult
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>Net move upwards among those with the event by the horizon; above 0 = better.</summary>
    public required MetricEstimate Cases { get; init; }

    /// <summary>Net move downwards among those without; above 0 = better.</summary>
    public required MetricEstimate Controls { get; init; }

    /// <summary>The sum of both.</summary>
    public required MetricEstimate Net { get; init; }

    /// <summary>Two-sided p-value that the sum is 0, by the normal distribution; null without a standard error.</summary>
    public double? PValue { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Printed.Lines([$"net reclassification at {Printed.Number(Time)}: {Net}{(PValue is { } p ? $", {Printed.P(p)}" : string.Empty)}", $"cases {Cases}", $"controls {Controls}"]);
}
