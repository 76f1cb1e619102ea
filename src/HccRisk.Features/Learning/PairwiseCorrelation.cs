namespace HccRisk.Features.Learning;

/// <summary>Correlation of two columns over the rows that have both.</summary>
internal static class PairwiseCorrelation
{
    /// <summary>Pearson's correlation; 0 when fewer than three rows have both, or one of them does not vary among those.</summary>
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var (count, sumX, sumY) = (0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                count++;
                sumX += x[i];
                sumY += y[i];
            }
        }

        if (count < 3)
        {
            return 0;
        }

        var (meanX, meanY) = (sumX / count, sumY / count);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                var (dx, dy) = (x[i] - meanX, y[i] - meanY);
                xx += dx * dx;
                yy += dy * dy;
                xy += dx * dy;
            }
        }

        // The rounded mean of equal values need not be that value.
        return xx > 1e-24 * count * meanX * meanX && yy > 1e-24 * count * meanY * meanY
            ? Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1) : 0;
    }
}
