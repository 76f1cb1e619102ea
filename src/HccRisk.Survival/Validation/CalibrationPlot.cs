using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Survival.Validation;

/// <summary>A smooth calibration curve on a grid, with its distances from the diagonal over all patients.</summary>
public sealed record CalibrationPlot
{
    /// <summary>How the curve was made.</summary>
    public required string Method { get; init; }

    /// <summary>Points by rising predicted risk, at most 101, from the smallest to the largest prediction; empty when not estimable.</summary>
    public required IReadOnlyList<CalibrationPoint> Points { get; init; }

    /// <summary>Integrated calibration index: mean absolute difference of predicted and observed risk, 0 = perfect; limits by bootstrap where asked for.</summary>
    public required MetricEstimate Ici { get; init; }

    /// <summary>Median absolute difference.</summary>
    public required MetricEstimate E50 { get; init; }

    /// <summary>90th percentile of the absolute difference.</summary>
    public required MetricEstimate E90 { get; init; }

    /// <summary>Largest absolute difference.</summary>
    public required MetricEstimate EMax { get; init; }

    /// <summary>Bootstrap samples asked for; 0 for none.</summary>
    public int Replicates { get; init; }

    /// <summary>Bootstrap samples without a curve, which take no part.</summary>
    public int Failed { get; init; }

    private const int GridPoints = 101;

    internal static CalibrationPlot Of(SurvivalOutcome outcome, double[] risk, double time, CalibrationOptions options)
    {
        var curve = CalibrationCurve.Smoothed(outcome, risk, time, options with { Points = GridPoints });
        var intervals = curve.Intervals;
        return new CalibrationPlot
        {
            Method = curve.Method,
            Points = curve.Points,
            Ici = Of("ICI", curve.Ici, intervals?.Ici),
            E50 = Of("E50", curve.E50, intervals?.E50),
            E90 = Of("E90", curve.E90, intervals?.E90),
            EMax = Of("Emax", curve.EMax, intervals?.EMax),
            Replicates = intervals?.Replicates ?? 0,
            Failed = intervals?.Failed ?? 0,
        };

        MetricEstimate Of(string name, double? value, MetricEstimate? interval) => interval ?? new MetricEstimate
        {
            Method = FormattableString.Invariant($"{name}, t = {time}, {curve.Method}"),
            Value = value,
            NotEstimable = curve.NotEstimable,
            Level = options.Level,
        };
    }
}
