using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HccRisk.Survival.Regression;

/// <summary>
/// Accumulates A'A (upper triangle, padded) from rows handed in one by one: rows are kept in a block that fits the cache and
/// multiplied in register tiles of 4 x 2 vectors, several times faster than adding one outer product after another.
/// </summary>
internal sealed class SymmetricProduct
{
    private readonly double[] _rows;
    private readonly int _capacity;
    private int _count;

    public SymmetricProduct(int stride)
    {
        Stride = stride;
        _capacity = Math.Max(16, 4096 / stride);
        _rows = new double[_capacity * stride];
        Sum = new double[stride * stride];
    }

    public int Stride { get; }

    /// <summary>The product after <see cref="Flush"/>; only entries on and above the diagonal mean anything.</summary>
    public double[] Sum { get; }

    /// <summary>Columns rounded up to what the tiles need.</summary>
    public static int PaddedWidth(int columns)
    {
        var tile = Math.Max(4, 2 * Vector<double>.Count);
        return (columns + tile - 1) / tile * tile;
    }

    public void Clear()
    {
        Array.Clear(Sum);
        _count = 0;
    }

    /// <summary>The row to fill next, with its old content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<double> NextRow()
    {
        if (_count == _capacity)
        {
            Flush();
        }

        return _rows.AsSpan(_count++ * Stride, Stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Flush()
    {
        ref var a = ref MemoryMarshal.GetArrayDataReference(_rows);
        var width = Vector<double>.Count;
        for (var i = 0; i < Stride; i += 4)
        {
            for (var j = i / (2 * width) * (2 * width); j < Stride; j += 2 * width)
            {
                Vector<double> c00 = default, c01 = default, c10 = default, c11 = default;
                Vector<double> c20 = default, c21 = default, c30 = default, c31 = default;
                for (int r = 0, at = 0; r < _count; r++, at += Stride)
                {
                    var b0 = Vector.LoadUnsafe(ref a, (nuint)(at + j));
                    var b1 = Vector.LoadUnsafe(ref a, (nuint)(at + j + width));
                    var v = new Vector<double>(_rows[at + i]);
                    c00 = Vector.FusedMultiplyAdd(v, b0, c00);
                    c01 = Vector.FusedMultiplyAdd(v, b1, c01);
                    v = new Vector<double>(_rows[at + i + 1]);
                    c10 = Vector.FusedMultiplyAdd(v, b0, c10);
                    c11 = Vector.FusedMultiplyAdd(v, b1, c11);
                    v = new Vector<double>(_rows[at + i + 2]);
                    c20 = Vector.FusedMultiplyAdd(v, b0, c20);
                    c21 = Vector.FusedMultiplyAdd(v, b1, c21);
                    v = new Vector<double>(_rows[at + i + 3]);
                    c30 = Vector.FusedMultiplyAdd(v, b0, c30);
                    c31 = Vector.FusedMultiplyAdd(v, b1, c31);
                }

                Add(i, j, c00, c01);
                Add(i + 1, j, c10, c11);
                Add(i + 2, j, c20, c21);
                Add(i + 3, j, c30, c31);
            }
        }

        _count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int row, int column, Vector<double> first, Vector<double> second)
    {
        var target = Sum.AsSpan(row * Stride + column);
        (new Vector<double>(target) + first).CopyTo(target);
        target = target[Vector<double>.Count..];
        (new Vector<double>(target) + second).CopyTo(target);
    }
}
