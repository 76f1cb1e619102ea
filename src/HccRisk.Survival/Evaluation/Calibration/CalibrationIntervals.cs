using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>
/// The distances of a smooth calibration curve with their bootstrap intervals: patients are drawn with replacement and the curve is made anew.
/// </summary>
/// <remarks>
/// Limits are percentiles and the standard error is the deviation of the samples (Austin and Steyerberg, Stat Med 2019). The distances are
/// absolute and so above 0 even for perfect predictions, in a sample more than in the whole: a lower limit above 0 speaks of no fault.
/// </remarks>
public sealed record CalibrationIntervals
{
    /// <summary>Mean absolute difference of predicted and observed risk, 0 = perfect.</summary>
    public required MetricEstimate Ici { get; init; }

    /// <summary>Median absolute difference.</summary>
    public required MetricEstimate E50 { get; init; }

    /// <summary>90th percentile of the absolute difference.</summary>
    public required MetricEstimate E90 { get; init; }

    /// <summary>Largest absolute difference.</summary>
    public required MetricEstimate EMax { get; init; }

    /// <summary>Samples drawn.</summary>
    public required int Replicates { get; init; }

    /// <summary>Samples in which there was no curve; they take no part.</summary>
    public required int Failed { get; init; }
}
