namespace HccRisk.Radiomics.Habitats;

/// <summary>How well points fall into clusters.</summary>
internal static class ClusterCriterion
{
    private const int SilhouettePoints = 2_000;

    /// <summary>Dispersion of the centres over that of points around them, each by its degrees of freedom; infinite when points lie on their centres.</summary>
    internal static double CalinskiHarabasz(double[] points, int width, int count, double within)
    {
        double n = points.Length / width, total = 0;
        for (var d = 0; d < width; d++)
        {
            double sum = 0, squares = 0;
            for (var i = d; i < points.Length; i += width)
            {
                sum += points[i];
            }

            for (var i = d; i < points.Length; i += width)
            {
                squares += (points[i] - (sum / n)) * (points[i] - (sum / n));
            }

            total += squares;
        }

        return (total - within) / (count - 1) / (within / (n - count));
    }

    /// <summary>Mean of (b - a) / max(a, b): a is the mean distance of a point to its own cluster, b the least to another; 0 of a point alone in its own.</summary>
    internal static double Silhouette(double[] points, int width, double[] centres)
    {
        var (all, count) = (points.Length / width, centres.Length / width);
        var n = Math.Min(all, SilhouettePoints);
        var chosen = new double[n * width];
        var (labels, sizes) = (new int[n], new int[count]);
        for (var i = 0; i < n; i++)
        {
            var point = points.AsSpan((int)((long)i * all / n) * width, width);
            point.CopyTo(chosen.AsSpan(i * width));
            labels[i] = KMeans.Nearest(point, centres).Index;
            sizes[labels[i]]++;
        }

        var (sum, sums) = (0.0, new double[count]);
        for (var i = 0; i < n; i++)
        {
            sums.AsSpan().Clear();
            for (var j = 0; j < n; j++)
            {
                sums[labels[j]] += Math.Sqrt(KMeans.Nearest(chosen.AsSpan(i * width, width), chosen.AsSpan(j * width, width)).Squared);
            }

            var own = labels[i];
            if (sizes[own] < 2)
            {
                continue;
            }

            var (a, b) = (sums[own] / (sizes[own] - 1), double.PositiveInfinity);
            for (var c = 0; c < count; c++)
            {
                b = c != own && sizes[c] > 0 ? Math.Min(b, sums[c] / sizes[c]) : b;
            }

            sum += double.IsInfinity(b) || Math.Max(a, b) == 0 ? 0 : (b - a) / Math.Max(a, b);
        }

        return sum / n;
    }
}
