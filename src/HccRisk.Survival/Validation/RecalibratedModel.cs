using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>
/// A model after a correction of its risks: log(-log(1 - new risk)) = intercept + slope * log(-log(1 - risk)). Shown beside the model as it came, never instead.
/// </summary>
public sealed record RecalibratedModel
{
    /// <summary>"intercept" (the mean risk is made right, which re-estimates the baseline), or "intercept and slope".</summary>
    public required string Method { get; init; }

    /// <summary>Intercept found on all patients; null when not estimable.</summary>
    public double? Intercept { get; init; }

    /// <summary>Slope found on all patients; 1 for "intercept"; null when not estimable.</summary>
    public double? Slope { get; init; }

    /// <summary>Folds of the figures below: each part is corrected by what the others say. 0 when not estimable.</summary>
    public int Folds { get; init; }

    /// <summary>Observed over expected events of the cross-fitted corrected risks.</summary>
    public MetricEstimate? ObservedExpected { get; init; }

    /// <summary>Brier score of the cross-fitted corrected risks.</summary>
    public MetricEstimate? Brier { get; init; }

    /// <summary>Index of prediction accuracy of the cross-fitted corrected risks.</summary>
    public MetricEstimate? Accuracy { get; init; }

    /// <summary>Why there is no correction, in words; null when there is one.</summary>
    public string? NotEstimable { get; init; }
}
