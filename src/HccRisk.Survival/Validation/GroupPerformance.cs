using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>Performance of a model in some of the patients, at the main horizon where it needs one.</summary>
public sealed record GroupPerformance
{
    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Harrell's C over the whole follow-up.</summary>
    public required MetricEstimate Harrell { get; init; }

    /// <summary>Cumulative/dynamic AUC.</summary>
    public required MetricEstimate Auc { get; init; }

    /// <summary>Observed risk.</summary>
    public required MetricEstimate Observed { get; init; }

    /// <summary>Mean predicted risk; null without risks.</summary>
    public double? MeanPredicted { get; init; }

    /// <summary>Observed over expected events; null without risks.</summary>
    public MetricEstimate? ObservedExpected { get; init; }

    /// <summary>Calibration slope; null without risks.</summary>
    public MetricEstimate? Slope { get; init; }

    /// <summary>Brier score; null without risks.</summary>
    public MetricEstimate? Brier { get; init; }

    /// <summary>Index of prediction accuracy; null without risks.</summary>
    public MetricEstimate? Accuracy { get; init; }
}
