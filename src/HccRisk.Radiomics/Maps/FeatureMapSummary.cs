using HccRisk.Core.Printing;
using HccRisk.Radiomics.Intensity;

namespace HccRisk.Radiomics.Maps;

/// <summary>The distribution of a map over the centres of its kernels; NaN where no value is defined.</summary>
/// <param name="Count">Centres.</param>
/// <param name="Missing">Centres where the feature is not defined; the others are summarised.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Standard deviation, divisor n.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Percentile10">10th percentile, linear between order statistics.</param>
/// <param name="Median">Median.</param>
/// <param name="Percentile90">90th percentile.</param>
/// <param name="Maximum">Greatest value.</param>
public sealed record FeatureMapSummary(
    int Count, int Missing, double Mean, double StandardDeviation, double Minimum, double Percentile10, double Median, double Percentile90, double Maximum)
{
    internal static FeatureMapSummary Of(double[] values)
    {
        var known = Array.FindAll(values, v => !double.IsNaN(v));
        var all = new double[IntensityStatistics.Columns.Length];
        IntensityStatistics.Compute(known, known, all);
        var s = FeatureFields.In<IntensityValues>(all);
        return new FeatureMapSummary(
            values.Length, values.Length - known.Length, s.Mean, Math.Sqrt(s.Variance), s.Minimum, s.Percentile10, s.Median, s.Percentile90, s.Maximum);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count - Missing} voxels, mean {Printed.Number(Mean)}, median {Printed.Number(Median)} ({Printed.Number(Minimum)} to {Printed.Number(Maximum)}){(Missing > 0 ? $", {Missing} without a value" : string.Empty)}");
}
