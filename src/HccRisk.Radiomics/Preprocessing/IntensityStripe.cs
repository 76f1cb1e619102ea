using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>
/// The stripe of intensities around the mode of a tissue. The mode is that of a Gaussian kernel density with Silverman's bandwidth, 0.9 min(sd, IQR / 1.34) n^(-1/5),
/// on 1024 places from the 1st to the 99th percentile.
/// </summary>
internal static class IntensityStripe
{
    private const int Places = 1024;

    /// <summary>The limits of the stripe, both included.</summary>
    /// <param name="values">Of the tissue, at least one, finite; put in order.</param>
    /// <param name="width">Share of the voxels on either side of the mode.</param>
    internal static (double Low, double High) Of(Span<double> values, double width)
    {
        values.Sort();
        var mode = Mode(values);
        Span<double> limits = stackalloc double[2];

        // Rank of the mode among the values.
        var below = 0;
        while (below < values.Length && values[below] < mode)
        {
            below++;
        }

        var rank = (double)below / values.Length;
        OrderStatistics.Percentiles(values, [Math.Max(0, rank - width), Math.Min(1, rank + width)], limits);
        return (limits[0], limits[1]);
    }

    private static double Mode(ReadOnlySpan<double> ordered)
    {
        var n = ordered.Length;
        Span<double> marks = stackalloc double[4];
        OrderStatistics.Percentiles(ordered, [0.01, 0.25, 0.75, 0.99], marks);
        double sum = 0, squares = 0;
        foreach (var value in ordered)
        {
            sum += value;
        }

        foreach (var value in ordered)
        {
            squares += (value - (sum / n)) * (value - (sum / n));
        }

        var (low, high, deviation) = (marks[0], marks[3], Math.Sqrt(squares / n));
        var spread = marks[2] > marks[1] ? Math.Min(deviation, (marks[2] - marks[1]) / 1.34) : deviation;
        if (!(high > low) || !(spread > 0))
        {
            return marks[1];
        }

        var step = (high - low) / (Places - 1);
        var counts = new double[Places];
        foreach (var value in ordered)
        {
            if (value >= low && value <= high)
            {
                counts[(int)Math.Round((value - low) / step)]++;
            }
        }

        var bandwidth = 0.9 * spread * Math.Pow(n, -0.2) / step;
        var reach = Math.Min(Places - 1, (int)Math.Ceiling(4 * bandwidth));
        double[] kernel = [.. Enumerable.Range(0, reach + 1).Select(k => Math.Exp(-k * k / (2 * bandwidth * bandwidth)))];
        var (best, most) = (0, double.NegativeInfinity);
        for (var place = 0; place < Places; place++)
        {
            var density = 0.0;
            for (var k = Math.Max(0, place - reach); k <= Math.Min(Places - 1, place + reach); k++)
            {
                density += counts[k] * kernel[Math.Abs(k - place)];
            }

            if (density > most)
            {
                (best, most) = (place, density);
            }
        }

        return low + (best * step);
    }
}
