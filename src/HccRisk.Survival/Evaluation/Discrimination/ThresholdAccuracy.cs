using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>What calling a patient positive above a threshold is worth at a horizon; each number with its own uncertainty.</summary>
public sealed record ThresholdAccuracy
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>A patient is positive when the score is above it.</summary>
    public required double Threshold { get; init; }

    /// <summary>Share of cases by the horizon that are positive.</summary>
    public required MetricEstimate Sensitivity { get; init; }

    /// <summary>Share of controls at the horizon that are negative.</summary>
    public required MetricEstimate Specificity { get; init; }

    /// <summary>Share of positive patients who have the event of interest by the horizon.</summary>
    public required MetricEstimate PositivePredictiveValue { get; init; }

    /// <summary>Share of negative patients who do not have the event of interest by the horizon (who had another cause did not).</summary>
    public required MetricEstimate NegativePredictiveValue { get; init; }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"score above {Printed.Number(Threshold)}, at {Printed.Number(Time)}",
            $"sensitivity {Sensitivity}",
            $"specificity {Specificity}",
            $"positive predictive value {PositivePredictiveValue}",
            $"negative predictive value {NegativePredictiveValue}",
        ]);
}
