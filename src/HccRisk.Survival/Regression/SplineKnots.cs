using HccRisk.Core.Numerics;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Regression;

/// <summary>
/// Where R's Hmisc (rcspline.eval, version 4.8) places the knots of a restricted cubic spline: at Harrell's quantiles, and with rules of their own for few
/// values and for values tied at the ends. Found by running it on many inputs.
/// </summary>
internal static class SplineKnots
{
    /// <summary>A value that so large a share of the others equals is tied.</summary>
    private const double TiedShare = 0.05;

    /// <summary>In smaller samples the outer knots are the fifth value from either end.</summary>
    private const int Small = 100;
    private const int FromEnd = 4;
    private const int Fewest = 6;

    /// <param name="sorted">Ascending and finite.</param>
    /// <param name="knots">Number of knots, 3 to 7.</param>
    /// <returns>Ascending knots, three or more; where many values are equal, of another number than asked for.</returns>
    public static double[] Place(double[] sorted, int knots)
    {
        if (sorted.Length < Fewest)
        {
            throw new ArgumentException(FormattableString.Invariant($"There are {sorted.Length} values: to place knots in them takes {Fewest} or more."), "values");
        }

        double[] distinct = [.. sorted.Distinct()];
        double[] places = distinct.Length <= knots + 2 ? distinct.Length < 3 ? [] : distinct[1..^1]
            : TiedEnds(sorted, distinct) is { Low: var low, High: var high } && (low || high) ? Within(sorted, distinct, knots, low, high)
            : AtQuantiles(sorted, knots);
        places = [.. places.Distinct().Order()];
        return places.Length >= 3
            ? places
            : throw new ArgumentException(FormattableString.Invariant(
                $"The {sorted.Length} values have {distinct.Length} different ones, in which only {places.Length} of 3 knots find a place: take the covariate as it is, or as a factor."), "values");
    }

    private static double OuterShare(int knots) => knots > 6 ? 0.025 : knots > 3 ? 0.05 : 0.1;

    /// <summary>Which of the two extreme values are tied; none when a value between them is, too.</summary>
    private static (bool Low, bool High) TiedEnds(double[] sorted, double[] distinct)
    {
        var counts = sorted.CountBy(v => v).Select(c => c.Value).ToArray();
        bool Tied(int at) => (double)counts[at] / sorted.Length >= TiedShare;
        return Enumerable.Range(1, distinct.Length - 2).Any(Tied) ? (false, false) : (Tied(0), Tied(distinct.Length - 1));
    }

    private static double[] AtQuantiles(double[] sorted, int knots)
    {
        var outer = OuterShare(knots);
        var places = Quantiles(sorted, Even(outer, knots));
        if (places.Distinct().Count() < 3)
        {
            places = Quantiles(sorted, Even(outer, 2 * knots));
        }

        if (sorted.Length < Small)
        {
            places[0] = sorted[FromEnd];
            places[knots - 1] = sorted[^(FromEnd + 1)];
        }

        return places;
    }

    /// <summary>The value next to each tied end is a knot; the others lie at quantiles of what is left between.</summary>
    private static double[] Within(double[] sorted, double[] distinct, int knots, bool low, bool high)
    {
        double[] ends = [.. low ? [distinct[1]] : Array.Empty<double>(), .. high ? [distinct[^2]] : Array.Empty<double>()];
        var from = low ? ends[0] : double.NegativeInfinity;
        var to = high ? ends[^1] : double.PositiveInfinity;
        double[] inner = [.. sorted.Where(v => v > from && v < to)];
        var count = knots - ends.Length;
        double[] different = [.. inner.Distinct()];
        if (different.Length <= count)
        {
            return [.. ends, .. different];
        }

        var outer = OuterShare(knots);
        var places = Quantiles(inner, count switch { 1 => [0.5], 2 => [0.5, 1 - outer], _ => Even(outer, count) });
        if (inner.Length < Small && low != high)
        {
            places[low ? ^1 : 0] = low ? inner[^Math.Min(inner.Length, FromEnd + 1)] : inner[Math.Min(inner.Length - 1, FromEnd)];
        }

        return [.. ends, .. places];
    }

    private static double[] Even(double outer, int count) => [.. Enumerable.Range(0, count).Select(k => outer + (k * (1 - (2 * outer)) / (count - 1)))];

    private static double[] Quantiles(double[] sorted, double[] levels) => Array.ConvertAll(levels, level => Quantile.Of(sorted, level));
}
