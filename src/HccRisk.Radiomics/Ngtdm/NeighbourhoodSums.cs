using System.Numerics;
using System.Runtime.InteropServices;
using HccRisk.Radiomics.Discretisation;

namespace HccRisk.Radiomics.Ngtdm;

/// <summary>
/// Number and sum of the grey levels around every voxel of a slice, itself included: sums of a box along one axis after the other, both
/// numbers in one word.
/// </summary>
internal sealed class NeighbourhoodSums
{
    /// <summary>The count lies above the sum: 9261 neighbours of level 4096 take 26 bits.</summary>
    internal const int CountShift = 40;

    internal const ulong LevelMask = (1UL << CountShift) - 1;

    private readonly LevelGrid _grid;
    private readonly int _reach;
    private readonly int _reachZ;
    private readonly ulong[] _packed;
    private readonly ulong[] _rows;
    private readonly ulong[] _total;

    /// <summary>Sums within the last slices, by slice modulo their number.</summary>
    private readonly ulong[][] _slices;
    private readonly int[] _held;

    /// <summary>Reaches in voxels, no more than the grid's padding.</summary>
    internal NeighbourhoodSums(LevelGrid grid, int reach, int reachZ)
    {
        (_grid, _reach, _reachZ) = (grid, reach, reachZ);
        var size = grid.Region.Width * grid.Region.Height;
        (_packed, _rows, _total) = (new ulong[size], new ulong[size], reachZ == 0 ? [] : new ulong[size]);
        _slices = [.. Enumerable.Range(0, (2 * reachZ) + 1).Select(_ => new ulong[size])];
        _held = [.. _slices.Select(_ => -1)];
    }

    /// <summary>Of a slice of the padded box; what lies in its padding is not defined. Overwritten by the next call.</summary>
    internal ReadOnlySpan<ulong> Slice(int z)
    {
        for (var k = z - _reachZ; k <= z + _reachZ; k++)
        {
            var slot = k % _slices.Length;
            if (_held[slot] != k)
            {
                Fill(k, _slices[slot]);
                _held[slot] = k;
            }
        }

        if (_reachZ == 0)
        {
            return _slices[0];
        }

        Add(_slices[0], _slices[1], _total);
        for (var s = 2; s < _slices.Length; s++)
        {
            Add(_total, _slices[s], _total);
        }

        return _total;
    }

    private void Fill(int z, ulong[] sums)
    {
        var (width, size) = (_grid.Region.Width, _packed.Length);
        Pack(_grid.Levels.Slice(z * size, size), _packed);
        AddShifted(_packed, 1, _reach, _rows);
        AddShifted(_rows, width, _reach, sums);
    }

    private static void Pack(ReadOnlySpan<ushort> levels, Span<ulong> packed)
    {
        for (var i = 0; i < levels.Length; i++)
        {
            ulong level = levels[i];
            packed[i] = level + ((level + 0xFFFF) >> 16 << CountShift);
        }
    }

    /// <summary>Sum of each value with those up to <paramref name="reach"/> strides before and after it, where there are so many.</summary>
    private static void AddShifted(ReadOnlySpan<ulong> values, int stride, int reach, Span<ulong> sums)
    {
        var margin = stride * reach;
        var count = values.Length - (2 * margin);
        var target = sums.Slice(margin, count);
        Add(values[..count], values.Slice(stride, count), target);
        for (var k = 2; k <= 2 * reach; k++)
        {
            Add(target, values.Slice(k * stride, count), target);
        }
    }

    private static void Add(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> sums)
    {
        ReadOnlySpan<Vector<ulong>> first = MemoryMarshal.Cast<ulong, Vector<ulong>>(a), second = MemoryMarshal.Cast<ulong, Vector<ulong>>(b[..a.Length]);
        var target = MemoryMarshal.Cast<ulong, Vector<ulong>>(sums[..a.Length]);
        for (var i = 0; i < target.Length && i < first.Length && i < second.Length; i++)
        {
            target[i] = first[i] + second[i];
        }

        for (var i = target.Length * Vector<ulong>.Count; i < a.Length; i++)
        {
            sums[i] = a[i] + b[i];
        }
    }
}
