namespace HccRisk.Pathomics.Nuclei;

/// <summary>
/// Distances from nuclei to their nearest neighbours in a square window, without edge bias: a nucleus is a source only when its circle of
/// neighbours lies inside the window, and counts by the inverse of its chance to (Hanisch 1984). Neighbours are found by a grid of buckets
/// of about one nucleus: linear in the number of nuclei that are not piled up.
/// </summary>
internal static class NeighbourDistances
{
    /// <summary>Neighbours of each nucleus.</summary>
    public const int Neighbours = 4;

    /// <summary>Mean and coefficient of variation (weighted, divisor the sum of weights) of the edges; NaN when no nucleus is a source.</summary>
    /// <param name="x">Centres, in the window's unit, from 0 to <paramref name="side"/>.</param>
    /// <param name="y">Centres, as many.</param>
    /// <param name="sources">The first so many are sources and neighbours, the others neighbours only.</param>
    /// <param name="side">Length of the window's side.</param>
    public static (double Mean, double Variation) Measure(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int sources, double side)
    {
        if (x.Length <= Neighbours)
        {
            return (double.NaN, double.NaN);
        }

        var across = Math.Max(1, (int)Math.Sqrt(x.Length));
        var cell = side / across;
        var first = new int[(across * across) + 1];
        var members = new int[x.Length];
        Sort(x, y, across, cell, first, members);

        Span<double> nearest = stackalloc double[Neighbours];
        var edges = new double[sources * Neighbours];
        var weights = new double[sources];
        var kept = 0;
        double sum = 0, total = 0;
        for (var i = 0; i < sources; i++)
        {
            var room = Math.Min(Math.Min(x[i], side - x[i]), Math.Min(y[i], side - y[i]));
            Find(x, y, i, across, cell, room, first, members, nearest);
            var reach = nearest[^1];
            if (reach > room || 2 * reach >= side)
            {
                continue;
            }

            var weight = side * side / ((side - (2 * reach)) * (side - (2 * reach)));
            nearest.CopyTo(edges.AsSpan(kept * Neighbours));
            weights[kept++] = weight;
            total += weight * Neighbours;
            foreach (var edge in nearest)
            {
                sum += weight * edge;
            }
        }

        if (kept == 0)
        {
            return (double.NaN, double.NaN);
        }

        var mean = sum / total;
        var squares = 0.0;
        for (var e = 0; e < kept * Neighbours; e++)
        {
            squares += weights[e / Neighbours] * (edges[e] - mean) * (edges[e] - mean);
        }

        return (mean, mean > 0 ? Math.Sqrt(squares / total) / mean : double.NaN);
    }

    /// <summary>Centres by bucket: those of bucket b are members[first[b]..first[b + 1]].</summary>
    private static void Sort(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int across, double cell, Span<int> first, Span<int> members)
    {
        for (var i = 0; i < x.Length; i++)
        {
            first[Bucket(x[i], y[i]) + 1]++;
        }

        for (var b = 1; b < first.Length; b++)
        {
            first[b] += first[b - 1];
        }

        // One place up, each start moves to the end of its bucket while the bucket is filled.
        for (var b = first.Length - 1; b > 0; b--)
        {
            first[b] = first[b - 1];
        }

        for (var i = 0; i < x.Length; i++)
        {
            members[first[Bucket(x[i], y[i]) + 1]++] = i;
        }

        int Bucket(double u, double v) => (Column(v, across, cell) * across) + Column(u, across, cell);
    }

    /// <summary>The nearest distances in ascending order; what lies beyond <paramref name="room"/> may be missing, infinity stands for it.</summary>
    private static void Find(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, int from, int across, double cell, double room, ReadOnlySpan<int> first, ReadOnlySpan<int> members, Span<double> nearest)
    {
        nearest.Fill(double.PositiveInfinity);
        var (column, row) = (Column(x[from], across, cell), Column(y[from], across, cell));

        // Rings of buckets up to r hold everything nearer than r cells.
        for (var r = 0; (r - 1) * cell < Math.Min(room, nearest[^1]); r++)
        {
            for (var v = Math.Max(0, row - r); v <= Math.Min(across - 1, row + r); v++)
            {
                var step = Math.Abs(v - row) == r ? 1 : 2 * r;
                for (var u = column - r; u <= column + r; u += step)
                {
                    if (u < 0 || u >= across)
                    {
                        continue;
                    }

                    var bucket = (v * across) + u;
                    foreach (var other in members[first[bucket]..first[bucket + 1]])
                    {
                        if (other != from)
                        {
                            var (dx, dy) = (x[other] - x[from], y[other] - y[from]);
                            Insert(nearest, Math.Sqrt((dx * dx) + (dy * dy)));
                        }
                    }
                }
            }
        }
    }

    private static int Column(double at, int across, double cell) => Math.Clamp((int)(at / cell), 0, across - 1);

    private static void Insert(Span<double> nearest, double distance)
    {
        if (distance >= nearest[^1])
        {
            return;
        }

        var k = nearest.Length - 1;
        for (; k > 0 && nearest[k - 1] > distance; k--)
        {
            nearest[k] = nearest[k - 1];
        }

        nearest[k] = distance;
    }
}
