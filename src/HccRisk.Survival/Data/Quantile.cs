namespace HccRisk.Survival.Data;

/// <summary>Quantiles of values.</summary>
internal static class Quantile
{
    /// <summary>R's type 7 quantile of sorted values: linear between order statistics (Hyndman and Fan, Am Stat 1996).</summary>
    public static double Of(double[] sorted, double probability)
    {
        var position = (sorted.Length - 1) * probability;
        var low = (int)Math.Floor(position);
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
    }
}
