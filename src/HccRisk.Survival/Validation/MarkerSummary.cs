using HccRisk.Core.Numerics;

namespace HccRisk.Survival.Validation;

/// <summary>Spread of a marker over patients.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Standard deviation (denominator n - 1); 0 for one patient.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="LowerQuartile">First quartile (R's type 7).</param>
/// <param name="Median">Median.</param>
/// <param name="UpperQuartile">Third quartile.</param>
/// <param name="Maximum">Largest value.</param>
public sealed record MarkerSummary(
    double Mean, double StandardDeviation, double Minimum, double LowerQuartile, double Median, double UpperQuartile, double Maximum)
{
    internal static MarkerSummary Of(double[] values)
    {
        var sorted = (double[])values.Clone();
        Array.Sort(sorted);
        var mean = sorted.Average();
        return new MarkerSummary(
            mean,
            sorted.Length > 1 ? Math.Sqrt(sorted.Sum(v => (v - mean) * (v - mean)) / (sorted.Length - 1)) : 0,
            sorted[0],
            Quantile.Of(sorted, 0.25),
            Quantile.Of(sorted, 0.5),
            Quantile.Of(sorted, 0.75),
            sorted[^1]);
    }
}
