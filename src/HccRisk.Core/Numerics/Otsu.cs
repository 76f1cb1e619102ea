namespace HccRisk.Core.Numerics;

/// <summary>The threshold that separates a histogram into two classes with the greatest variance between them.</summary>
public static class Otsu
{
    /// <summary>Last bin of the lower class; 0 when the histogram has fewer than two occupied bins. The lowest of ties.</summary>
    public static int Threshold(ReadOnlySpan<long> histogram)
    {
        double total = 0, sum = 0;
        for (var i = 0; i < histogram.Length; i++)
        {
            total += histogram[i];
            sum += (double)i * histogram[i];
        }

        double below = 0, sumBelow = 0, best = 0;
        var threshold = 0;
        for (var i = 0; i < histogram.Length - 1; i++)
        {
            below += histogram[i];
            sumBelow += (double)i * histogram[i];
            if (below == 0 || below == total)
            {
                continue;
            }

            var difference = (sumBelow / below) - ((sum - sumBelow) / (total - below));
            var between = below * (total - below) * difference * difference;
            if (between > best * (1 + 1e-12))
            {
                (best, threshold) = (between, i);
            }
        }

        return threshold;
    }

    /// <summary>Half-way between the means of the two classes, in bins and fractions; the mean bin's centre when there is one class.</summary>
    public static double Midpoint(ReadOnlySpan<long> histogram)
    {
        var threshold = Threshold(histogram);
        var low = Mean(histogram[..(threshold + 1)]);
        var high = threshold + 1 + Mean(histogram[(threshold + 1)..]);
        return double.IsNaN(low) ? high : double.IsNaN(high) ? low : (low + high) / 2;

        static double Mean(ReadOnlySpan<long> bins)
        {
            double total = 0, sum = 0;
            for (var i = 0; i < bins.Length; i++)
            {
                total += bins[i];
                sum += (i + 0.5) * bins[i];
            }

            return total > 0 ? sum / total : double.NaN;
        }
    }
}
