using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>A smooth calibration curve and its distance from the diagonal.</summary>
[TypeFormatterSource(typeof(SmoothedCalibrationFormatter))]
public sealed record SmoothedCalibration
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>How the curve was made.</summary>
    public required string Method { get; init; }

    /// <summary>Observed risk by the curve at the predicted risk of each patient, in the order of the patients; empty when not estimable.</summary>
    public required IReadOnlyList<double> Observed { get; init; }

    /// <summary>
    /// The curve on an even grid from the smallest to the largest predicted risk with pointwise limits, for a plot; empty unless
    /// <see cref="CalibrationOptions.Points"/> asks for it.
    /// </summary>
    public IReadOnlyList<CalibrationPoint> Points { get; init; } = [];

    /// <summary>Integrated calibration index: mean absolute difference of predicted and observed risk, 0 = perfect; null when not estimable.</summary>
    public double? Ici { get; init; }

    /// <summary>Median absolute difference; null when not estimable.</summary>
    public double? E50 { get; init; }

    /// <summary>90th percentile of the absolute difference (R's type 7); null when not estimable.</summary>
    public double? E90 { get; init; }

    /// <summary>Largest absolute difference; null when not estimable.</summary>
    public double? EMax { get; init; }

    /// <summary>The four distances with bootstrap intervals; null unless <see cref="CalibrationOptions.Replicates"/> asked for them, or when not estimable.</summary>
    public CalibrationIntervals? Intervals { get; init; }

    /// <summary>Why there is no curve, in words; null when there is one.</summary>
    public string? NotEstimable { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"calibration curve at {Printed.Number(Time)} ({Method}): {(NotEstimable is null ? $"ICI {Printed.Share(Ici)}, largest error {Printed.Share(EMax)}" : $"not estimable ({NotEstimable})")}";
}
