using HccRisk.Mil.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace HccRisk.Mil.Projection;

/// <summary>
/// Principal axes of the tiles of many bags, read one bag at a time, each axis scaled so that the tiles have a variance of 1 along it.
/// The same
/// bits for any number of threads.
/// </summary>
internal sealed unsafe class PrincipalAxes(int width, float[] origin)
{
    private const int Block = 256;

    /// <summary>Variance below this part of the largest is rounding of single precision.</summary>
    private const double SmallestShare = 1e-6;

    private readonly double[] _sum = new double[width];
    private readonly double[] _products = new double[Gemm<float>.Padded(width) * width];
    private readonly float[] _block = new float[Block * Gemm<float>.Padded(width)];
    private readonly float[] _part = new float[Gemm<float>.Padded(width) * width];
    private readonly int[] _columns = [.. Enumerable.Range(0, width)];
    private long _count;

    /// <summary>Counts the tiles of a bag.</summary>
    /// <param name="values">Tile after tile.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    public void Add(float[] values, ParallelOptions parallel)
    {
        var total = values.Length / width;
        for (var i = 0; i < total; i++)
        {
            for (var j = 0; j < width; j++)
            {
                // Near the middle of the tiles single precision has room for their differences.
                values[(i * width) + j] -= origin[j];
                _sum[j] += values[(i * width) + j];
            }
        }

        _count += total;
        for (var from = 0; from < total; from += Block)
        {
            AddBlock(values, from, Math.Min(Block, total - from), parallel);
        }
    }

    /// <summary>The mean and the axes, most variance first, each with its largest number positive.</summary>
    /// <param name="most">Most axes.</param>
    /// <exception cref="TileBagException">The tiles are all the same.</exception>
    public (float[] Mean, float[] Axes) Axes(int most)
    {
        var panel = Gemm<float>.Panel;
        double[] mean = [.. _sum.Select(s => s / _count)];
        var covariance = Matrix<double>.Build.Dense(width, width, (r, c) => (Product(Math.Min(r, c), Math.Max(r, c)) / _count) - (mean[r] * mean[c]));
        var decomposition = covariance.Evd(Symmetricity.Symmetric);

        // From the smallest to the largest.
        var variances = decomposition.EigenValues;
        var largest = variances[width - 1].Real;
        if (!(largest > 0))
        {
            throw new TileBagException($"The {_count} training tiles are all the same: there is nothing to learn from.");
        }

        var kept = Enumerable.Range(0, Math.Min(most, width)).TakeWhile(k => variances[width - 1 - k].Real > SmallestShare * largest).Count();
        var axes = new float[kept * width];
        for (var k = 0; k < kept; k++)
        {
            var axis = decomposition.EigenVectors.Column(width - 1 - k);
            var scale = Math.CopySign(1 / Math.Sqrt(variances[width - 1 - k].Real), axis[axis.AbsoluteMaximumIndex()]);
            for (var j = 0; j < width; j++)
            {
                axes[(k * width) + j] = (float)(scale * axis[j]);
            }
        }

        return ([.. mean.Select((m, j) => (float)(m + origin[j]))], axes);

        double Product(int row, int column) => _products[(column / panel * panel * width) + (row * panel) + (column % panel)];
    }

    /// <summary>Sums of products in single precision over the block, added up in double precision.</summary>
    private void AddBlock(float[] values, int from, int count, ParallelOptions parallel)
    {
        var panel = Gemm<float>.Panel;
        int[] tiles = [.. Enumerable.Range(from, count).Select(i => i * width)];
        Parallel.For(0, Gemm<float>.Padded(width) / panel, parallel, p =>
        {
            var columns = Math.Min(panel, width - (p * panel));
            var block = _block.AsSpan(p * panel * Block, panel * count);
            for (var i = 0; i < count; i++)
            {
                values.AsSpan(tiles[i] + (p * panel), columns).CopyTo(block[(i * panel)..]);
                block.Slice((i * panel) + columns, panel - columns).Clear();
            }

            var part = _part.AsSpan(p * panel * width, panel * width);
            fixed (float* left = values, right = block, to = part)
            {
                fixed (int* rows = _columns, depth = tiles)
                {
                    Gemm<float>.Multiply(left, rows, width, depth, count, right, to, 1, adds: false);
                }
            }

            for (var i = 0; i < part.Length; i++)
            {
                _products[(p * panel * width) + i] += part[i];
            }
        });
    }
}
