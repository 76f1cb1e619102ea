namespace HccRisk.Core.Numerics;

/// <summary>Quantiles of values.</summary>
public static class Quantile
{
    /// <summary>R's type 7 quantile of sorted values: linear between order statistics (Hyndman and Fan, Am Stat 1996).</summary>
    /// <param name="sorted">The values, ascending, at least one, none NaN.</param>
    /// <param name="probability">0 to 1.</param>
    public static double Of(double[] sorted, double probability)
    {
        var position = (sorted.Length - 1) * probability;
        var low = (int)Math.Floor(position);
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((position - low) * (sorted[high] - sorted[low]));
    }
}
