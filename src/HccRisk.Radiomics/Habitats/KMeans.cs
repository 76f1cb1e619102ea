using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Habitats;

/// <summary>
/// Clusters of points (Lloyd 1982) from starts that lie far apart (k-means++; Arthur, Vassilvitskii 2007). The same seed gives the same bits.
/// </summary>
internal static class KMeans
{
    private const int MostRounds = 100;

    /// <summary>Runs once.</summary>
    /// <param name="points">Points, <paramref name="width"/> numbers each.</param>
    /// <param name="width">Numbers a point.</param>
    /// <param name="count">Clusters, fewer than points.</param>
    /// <param name="seed">Seed of the start.</param>
    /// <returns>Centres, and the sum of the squared distances of points to theirs.</returns>
    internal static (double[] Centres, double Within) Run(double[] points, int width, int count, ulong seed)
    {
        var n = points.Length / width;
        var centres = Start(points, width, count, seed);
        var labels = new int[n];
        labels.AsSpan().Fill(-1);
        var sums = new double[centres.Length];
        var sizes = new int[count];
        for (var round = 0; ; round++)
        {
            var (moved, within, farthest, distance) = (false, 0.0, 0, -1.0);
            sums.AsSpan().Clear();
            sizes.AsSpan().Clear();
            for (var i = 0; i < n; i++)
            {
                var point = points.AsSpan(i * width, width);
                var (nearest, squared) = Nearest(point, centres);
                moved |= labels[i] != nearest;
                labels[i] = nearest;
                within += squared;
                sizes[nearest]++;
                for (var d = 0; d < width; d++)
                {
                    sums[(nearest * width) + d] += point[d];
                }

                (farthest, distance) = squared > distance ? (i, squared) : (farthest, distance);
            }

            if (!moved || round == MostRounds)
            {
                return (centres, within);
            }

            for (var c = 0; c < count; c++)
            {
                for (var d = 0; d < width; d++)
                {
                    // A cluster without points begins anew where the fit is worst.
                    centres[(c * width) + d] = sizes[c] > 0 ? sums[(c * width) + d] / sizes[c] : points[(farthest * width) + d];
                }
            }
        }
    }

    /// <summary>The nearest centre, the first of equally near ones, and its squared distance.</summary>
    internal static (int Index, double Squared) Nearest(ReadOnlySpan<double> point, ReadOnlySpan<double> centres)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        for (int c = 0, at = 0; at < centres.Length; c++)
        {
            var squared = 0.0;
            foreach (var value in point)
            {
                var d = value - centres[at++];
                squared += d * d;
            }

            (nearest, least) = squared < least ? (c, squared) : (nearest, least);
        }

        return (nearest, least);
    }

    /// <summary>Each further centre is a point, at random by its squared distance to those before.</summary>
    private static double[] Start(double[] points, int width, int count, ulong seed)
    {
        var n = points.Length / width;
        var random = new SeededRandom(seed);
        var centres = new double[count * width];
        var distances = new double[n];
        distances.AsSpan().Fill(double.PositiveInfinity);
        var next = (int)(random.Uniform() * n);
        for (var c = 0; c < count; c++)
        {
            points.AsSpan(next * width, width).CopyTo(centres.AsSpan(c * width));
            var total = 0.0;
            for (var i = 0; i < n; i++)
            {
                distances[i] = Math.Min(distances[i], Nearest(points.AsSpan(i * width, width), centres.AsSpan(c * width, width)).Squared);
                total += distances[i];
            }

            var target = random.Uniform() * total;
            next = n - 1;
            for (var i = 0; i < n; i++)
            {
                target -= distances[i];
                if (target < 0)
                {
                    next = i;
                    break;
                }
            }
        }

        return centres;
    }
}
