using System.Numerics.Tensors;
using HccRisk.Mil.Network;
using HccRisk.Mil.Numerics;

namespace HccRisk.Mil.Projection;

/// <summary>Tiles along principal axes.</summary>
internal sealed unsafe class TileProjection
{
    private readonly float[] _mean;
    private readonly float[] _panels;
    private readonly int[] _columns;

    /// <summary>Takes what was learned.</summary>
    /// <param name="mean">Mean tile.</param>
    /// <param name="axes">Axes one after the other.</param>
    public TileProjection(float[] mean, float[] axes)
    {
        (_mean, Width, Components) = (mean, mean.Length, axes.Length / mean.Length);
        _columns = [.. Enumerable.Range(0, Width)];
        _panels = new float[Width * Gemm<float>.Padded(Components)];
        var turned = new double[axes.Length];
        for (var k = 0; k < Components; k++)
        {
            for (var j = 0; j < Width; j++)
            {
                turned[(j * Components) + k] = axes[(k * Width) + j];
            }
        }

        Gemm<float>.Pack(turned, Components, _columns, Components, 1, _panels);
    }

    /// <summary>Numbers a tile has before.</summary>
    public int Width { get; }

    /// <summary>Numbers a tile has after.</summary>
    public int Components { get; }

    /// <summary>The tiles along the axes.</summary>
    /// <param name="values">Tile after tile; taken away the mean.</param>
    public TileMatrix<float> Project(float[] values)
    {
        var count = values.Length / Width;
        for (var i = 0; i < count; i++)
        {
            var tile = values.AsSpan(i * Width, Width);
            TensorPrimitives.Subtract(tile, _mean, tile);
        }

        int[] rows = [.. Enumerable.Range(0, count).Select(i => i * Width)];
        var padded = Gemm<float>.Padded(Components);
        var result = new float[(long)count * padded];
        fixed (float* left = values, right = _panels, to = result)
        {
            fixed (int* at = rows, columns = _columns)
            {
                Gemm<float>.Multiply(left, at, count, columns, Width, right, to, padded / Gemm<float>.Panel, adds: false);
            }
        }

        var matrix = new TileMatrix<float>(count, Components);
        var panel = Gemm<float>.Panel;
        for (var i = 0; i < count; i++)
        {
            var row = matrix[i];
            for (var start = 0; start < Components; start += panel)
            {
                result.AsSpan((start * count) + (i * panel), Math.Min(panel, Components - start)).CopyTo(row[start..]);
            }
        }

        return matrix;
    }
}
