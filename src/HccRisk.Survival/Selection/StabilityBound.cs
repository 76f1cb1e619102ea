namespace HccRisk.Survival.Selection;

/// <summary>
/// Bounds of stability selection with complementary pairs (Shah and Samworth, JRSS B 2013): the expected number of features kept among
/// those that a half chooses with a probability of at most q / p.
/// </summary>
internal static class StabilityBound
{
    /// <summary>The bound.</summary>
    /// <param name="perHalf">q, features chosen in each half.</param>
    /// <param name="features">p, features to choose from.</param>
    /// <param name="threshold">Share of halves in which a feature must be chosen, above 0.5.</param>
    /// <param name="pairs">Pairs of halves.</param>
    /// <param name="unimodal">Whether shares have a distribution with one peak.</param>
    public static double Of(int perHalf, int features, double threshold, int pairs, bool unimodal)
    {
        var theta = (double)perHalf / features;
        var worst = 1 / ((2 * threshold) - 1);
        var factor = unimodal ? Math.Min(worst, Unimodal(theta, threshold, pairs)) : worst;
        return factor * theta * perHalf;
    }

    /// <summary>The most features a half may choose so that the bound holds; 0 when one is too many.</summary>
    public static int PerHalf(double bound, int features, double threshold, int pairs, bool unimodal)
    {
        var perHalf = 0;
        while (perHalf < features && Of(perHalf + 1, features, threshold, pairs, unimodal) <= bound)
        {
            perHalf++;
        }

        return perHalf;
    }

    // Theorem 2; outside its range it says nothing.
    private static double Unimodal(double theta, double threshold, int pairs)
    {
        var half = 1.0 / (2 * pairs);
        if (threshold > 0.75)
        {
            return 4 * (1 - threshold + half) / (1 + (2 * half));
        }

        return threshold > 0.5 + Math.Min(theta * theta, half + (0.75 * theta * theta)) && (2 * threshold) - 1 - half > 0
            ? 1 / (2 * ((2 * threshold) - 1 - half))
            : double.PositiveInfinity;
    }
}
