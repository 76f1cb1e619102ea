namespace HccRisk.Survival.Metrics;

/// <summary>The Brier score at one horizon.</summary>
public sealed record BrierResult
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>Mean squared error of the predicted risk, 0 (perfect) to 1; lower = better.</summary>
    public required MetricEstimate Brier { get; init; }

    /// <summary>The same of the prediction without covariates (Kaplan-Meier or Aalen-Johansen risk for everybody); null when not estimable.</summary>
    public required double? NullBrier { get; init; }

    /// <summary>The same with its standard error, the prediction taken as known, and confidence interval; null when not estimable.</summary>
    public MetricEstimate? NullEstimate { get; init; }

    /// <summary>Index of prediction accuracy, 1 - Brier / null Brier: 0 = no better than no covariates; null when not estimable.</summary>
    public double? PredictionAccuracy => Accuracy?.Value;

    /// <summary>
    /// The same with its standard error, by the influence of each patient on both scores, and confidence interval, at most 1; null when not
    /// estimable. Estimating the prediction without covariates adds nothing: it is where its score is least.
    /// </summary>
    public MetricEstimate? Accuracy { get; init; }
}
