using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Pathomics.Pooling;

/// <summary>
/// Principal axes of points: directions of largest variance, scaled alike so that the mean variance over those kept is 1. Distances between
/// points keep their proportions. The same bytes for any number of threads.
/// </summary>
internal static class PrincipalAxes
{
    private const int Block = 256;

    /// <summary>Variance below this part of the largest is rounding.</summary>
    private const double SmallestShare = 1e-9;

    /// <summary>Learns the axes.</summary>
    /// <param name="points">Points, one after the other, at least two.</param>
    /// <param name="width">Numbers a point.</param>
    /// <param name="most">Most axes; there are no more than directions in which the points vary.</param>
    /// <returns>The mean, and the axes one after the other, each with its largest number positive.</returns>
    /// <exception cref="InvalidDataException">The points are all the same.</exception>
    public static (float[] Mean, float[] Axes) Fit(float[] points, int width, int most)
    {
        var mean = MeanOf(points, width);
        var decomposition = Matrix<double>.Build.DenseOfArray(Covariance(points, width, mean)).Evd(Symmetricity.Symmetric);

        // From the smallest to the largest.
        var variances = decomposition.EigenValues;
        var largest = variances[width - 1].Real;
        if (!(largest > 0))
        {
            throw new InvalidDataException($"The {points.Length / width} tiles to learn prototypes from are all the same.");
        }

        var kept = Enumerable.Range(0, Math.Min(most, width)).TakeWhile(k => variances[width - 1 - k].Real > SmallestShare * largest).Count();
        var scale = 1 / Math.Sqrt(Enumerable.Range(0, kept).Average(k => variances[width - 1 - k].Real));
        var axes = new float[kept * width];
        for (var k = 0; k < kept; k++)
        {
            var axis = decomposition.EigenVectors.Column(width - 1 - k);
            var sign = axis[axis.AbsoluteMaximumIndex()] < 0 ? -scale : scale;
            for (var j = 0; j < width; j++)
            {
                axes[(k * width) + j] = (float)(sign * axis[j]);
            }
        }

        return (mean, axes);
    }

    /// <summary>Coordinates of one point along the axes.</summary>
    /// <param name="point">The point.</param>
    /// <param name="mean">As learned.</param>
    /// <param name="axes">As learned.</param>
    /// <param name="centred">Room for the point.</param>
    /// <param name="scores">Receives one number an axis.</param>
    public static void Project(ReadOnlySpan<float> point, float[] mean, float[] axes, Span<float> centred, Span<float> scores)
    {
        TensorPrimitives.Subtract(point, mean, centred);
        for (var k = 0; k < scores.Length; k++)
        {
            scores[k] = TensorPrimitives.Dot(centred, axes.AsSpan(k * mean.Length, mean.Length));
        }
    }

    private static float[] MeanOf(float[] points, int width)
    {
        var sum = new double[width];
        for (var at = 0; at < points.Length; at += width)
        {
            for (var j = 0; j < width; j++)
            {
                sum[j] += points[at + j];
            }
        }

        var count = points.Length / width;
        return [.. sum.Select(x => (float)(x / count))];
    }

    /// <summary>
    /// Sums of products in single precision over blocks of points, in double over the blocks; each row of the matrix by itself.
    /// </summary>
    private static double[,] Covariance(float[] points, int width, float[] mean)
    {
        var count = points.Length / width;
        var covariance = new double[width, width];
        var block = new float[Block * width];
        for (var from = 0; from < count; from += Block)
        {
            var size = Math.Min(Block, count - from);
            for (var i = 0; i < size; i++)
            {
                TensorPrimitives.Subtract(points.AsSpan((from + i) * width, width), mean, block.AsSpan(i * width, width));
            }

            Parallel.For(0, width, row =>
            {
                var sums = new float[width - row];
                for (var i = 0; i < size; i++)
                {
                    TensorPrimitives.MultiplyAdd(block.AsSpan((i * width) + row, width - row), block[(i * width) + row], sums, sums);
                }

                for (var j = 0; j < sums.Length; j++)
                {
                    covariance[row, row + j] += sums[j];
                }
            });
        }

        for (var row = 0; row < width; row++)
        {
            for (var j = row; j < width; j++)
            {
                covariance[row, j] /= Math.Max(1, count - 1);
                covariance[j, row] = covariance[row, j];
            }
        }

        return covariance;
    }
}
