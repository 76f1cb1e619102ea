using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.LogScores;

/// <summary>The log score of predicted risks, at one horizon or over several.</summary>
public sealed record LogScoreResult
{
    /// <summary>The horizon, or the last of several, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>Mean of -log of the probability given to what happened, 0 (perfect) or greater; lower = better.</summary>
    public required MetricEstimate Score { get; init; }

    /// <summary>The same of the prediction without covariates (Kaplan-Meier or Aalen-Johansen risk for everybody); null when not estimable.</summary>
    public required double? NullScore { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"log score at {Printed.Number(Time)}: {Score}{(NullScore is { } without ? $"; without covariates {Printed.Share(without)}" : string.Empty)}";
}
