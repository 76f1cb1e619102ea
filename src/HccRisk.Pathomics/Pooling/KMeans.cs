using System.Numerics.Tensors;

namespace HccRisk.Pathomics.Pooling;

/// <summary>
/// Lloyd's k-means from seeds by k-means++ (Arthur and Vassilvitskii 2007), with Hamerly's bounds: a point whose nearest centre cannot have
/// changed by the triangle inequality is not measured again, so the result is that of plain Lloyd. Each point is measured by itself
/// and sums are added in order: the same bytes for any number of threads.
/// </summary>
internal static class KMeans
{
    private const int Block = 1024;

    /// <summary>Centres of clusters, one after the other.</summary>
    /// <param name="points">Points, one after the other.</param>
    /// <param name="width">Numbers a point.</param>
    /// <param name="clusters">Number of centres, at most as many as there are points.</param>
    /// <param name="seed">Chooses the seeds.</param>
    /// <param name="maxIterations">Most rounds.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    /// <returns>The centres, rounds made, and whether the assignment stopped changing.</returns>
    public static (float[] Centres, int Iterations, bool Converged) Fit(
        float[] points, int width, int clusters, int seed, int maxIterations, CancellationToken cancellationToken = default)
    {
        var count = points.Length / width;
        var centres = Seed(points, width, clusters, seed);
        var nearest = new int[count];
        var upper = new float[count];
        var lower = new float[count];
        Array.Fill(nearest, -1);
        var half = new float[clusters];
        for (var round = 1; round <= maxIterations; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            HalfDistances(centres, width, half);
            var changed = Assign(points, width, centres, half, nearest, upper, lower);
            if (changed == 0)
            {
                return (centres, round, true);
            }

            Move(points, width, centres, nearest, upper, lower);
        }

        return (centres, maxIterations, false);
    }

    /// <summary>The nearest centre; of equal distances the first.</summary>
    public static int Nearest(ReadOnlySpan<float> point, ReadOnlySpan<float> centres, out float distance, out float second)
    {
        var best = 0;
        (distance, second) = (float.PositiveInfinity, float.PositiveInfinity);
        var count = centres.Length / point.Length;
        for (var c = 0; c < count; c++)
        {
            var own = TensorPrimitives.Distance(point, centres.Slice(c * point.Length, point.Length));
            if (own < distance)
            {
                (best, second, distance) = (c, distance, own);
            }
            else if (own < second)
            {
                second = own;
            }
        }

        return best;
    }

    private static float[] Seed(float[] points, int width, int clusters, int seed)
    {
        var random = new Random(seed);
        var count = points.Length / width;
        var centres = new float[clusters * width];
        var squares = new double[count];
        Array.Fill(squares, double.PositiveInfinity);
        var chosen = random.Next(count);
        for (var c = 0; c < clusters; c++)
        {
            var centre = points.AsMemory(chosen * width, width);
            centre.CopyTo(centres.AsMemory(c * width));
            Blocks(count, (from, to) =>
            {
                for (var i = from; i < to; i++)
                {
                    double distance = TensorPrimitives.Distance(points.AsSpan(i * width, width), centre.Span);
                    squares[i] = Math.Min(squares[i], distance * distance);
                }
            });
            chosen = Draw(squares, random.NextDouble());
        }

        return centres;
    }

    /// <summary>A point by chance in proportion to its squared distance; the first unlike all centres when rounding runs past the end.</summary>
    private static int Draw(double[] squares, double chance)
    {
        var rest = chance * squares.Sum();
        var last = 0;
        for (var i = 0; i < squares.Length; i++)
        {
            if (squares[i] > 0)
            {
                last = i;
                rest -= squares[i];
                if (rest < 0)
                {
                    return i;
                }
            }
        }

        return last;
    }

    private static void HalfDistances(float[] centres, int width, float[] half)
    {
        Array.Fill(half, float.PositiveInfinity);
        for (var a = 0; a < half.Length; a++)
        {
            for (var b = a + 1; b < half.Length; b++)
            {
                var distance = TensorPrimitives.Distance(centres.AsSpan(a * width, width), centres.AsSpan(b * width, width)) / 2;
                half[a] = Math.Min(half[a], distance);
                half[b] = Math.Min(half[b], distance);
            }
        }
    }

    private static int Assign(float[] points, int width, float[] centres, float[] half, int[] nearest, float[] upper, float[] lower)
    {
        var changed = 0;
        Blocks(nearest.Length, (from, to) =>
        {
            var own = 0;
            for (var i = from; i < to; i++)
            {
                var point = points.AsSpan(i * width, width);
                if (nearest[i] >= 0)
                {
                    var bound = Math.Max(half[nearest[i]], lower[i]);
                    if (upper[i] < bound)
                    {
                        continue;
                    }

                    upper[i] = TensorPrimitives.Distance(point, centres.AsSpan(nearest[i] * width, width));
                    if (upper[i] < bound)
                    {
                        continue;
                    }
                }

                var found = Nearest(point, centres, out upper[i], out lower[i]);
                own += found == nearest[i] ? 0 : 1;
                nearest[i] = found;
            }

            Interlocked.Add(ref changed, own);
        });
        return changed;
    }

    private static void Move(float[] points, int width, float[] centres, int[] nearest, float[] upper, float[] lower)
    {
        var clusters = centres.Length / width;
        var sums = new double[centres.Length];
        var sizes = new int[clusters];
        for (var i = 0; i < nearest.Length; i++)
        {
            var sum = sums.AsSpan(nearest[i] * width, width);
            var point = points.AsSpan(i * width, width);
            for (var j = 0; j < width; j++)
            {
                sum[j] += point[j];
            }

            sizes[nearest[i]]++;
        }

        var moved = new float[clusters];
        var centre = new float[width];
        for (var c = 0; c < clusters; c++)
        {
            // A centre that lost all its points stays where it is.
            if (sizes[c] == 0)
            {
                continue;
            }

            for (var j = 0; j < width; j++)
            {
                centre[j] = (float)(sums[(c * width) + j] / sizes[c]);
            }

            moved[c] = TensorPrimitives.Distance(centre, centres.AsSpan(c * width, width));
            centre.CopyTo(centres, c * width);
        }

        var most = moved.Max();
        for (var i = 0; i < nearest.Length; i++)
        {
            // Bounds are kept a little loose, so that rounding never makes one wrong.
            upper[i] = (upper[i] + moved[nearest[i]]) * (1 + 1e-5f);
            lower[i] = (lower[i] - most) * (1 - 1e-5f);
        }
    }

    private static void Blocks(int count, Action<int, int> work) =>
        Parallel.For(0, (count + Block - 1) / Block, block => work(block * Block, Math.Min(count, (block + 1) * Block)));
}
