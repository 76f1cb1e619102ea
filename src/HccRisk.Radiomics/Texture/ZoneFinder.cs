using System.Buffers;
using System.Numerics;
using HccRisk.Radiomics.Discretisation;

namespace HccRisk.Radiomics.Texture;

/// <summary>
/// Finds zones by giving each voxel the number of a neighbour before it and joining the numbers that meet. Which neighbours have the
/// voxel's level is found for many voxels at a time; of neighbours that touch each other one is looked at.
/// </summary>
internal static class ZoneFinder
{
    private static readonly (int X, int Y, int Z)[] InSlice = Directions.Create(1, inSlice: true);
    private static readonly (int X, int Y, int Z)[] InSpace = Directions.Create(1, inSlice: false);
    private static readonly ushort[] InSliceToJoin = ToJoin(InSlice);
    private static readonly ushort[] InSpaceToJoin = ToJoin(InSpace);

    /// <summary>
    /// Zones in the order of their first voxels; connected over 8 neighbours in a slice or 26 in space. Distances are 0 unless asked for.
    /// </summary>
    internal static Zone[] Find(LevelGrid grid, bool inSlice, bool withDistances)
    {
        var box = grid.Levels.Length;
        var distances = withDistances ? BoxScratch<int>.Rent(box) : [];
        var numbers = BoxScratch<int>.Rent(box);
        var parents = ArrayPool<int>.Shared.Rent(grid.Voxels.Length);
        var zones = ArrayPool<Zone>.Shared.Rent(grid.Voxels.Length);
        try
        {
            if (withDistances)
            {
                BorderDistance.Fill(grid.Region, inSlice, distances);
            }

            var count = Number(grid, inSlice, distances, numbers, parents, zones);
            return Merge(parents, zones.AsSpan(0, count));
        }
        finally
        {
            if (withDistances)
            {
                BoxScratch<int>.Return(distances);
            }

            BoxScratch<int>.Return(numbers);
            ArrayPool<int>.Shared.Return(parents);
            ArrayPool<Zone>.Shared.Return(zones);
        }
    }

    /// <summary>Gives numbers, row after row; a voxel without an equal neighbour before it begins a new one.</summary>
    private static int Number(LevelGrid grid, bool inSlice, ReadOnlySpan<int> distances, Span<int> numbers, Span<int> parents, Span<Zone> zones)
    {
        var levels = grid.Levels;
        var voxels = grid.Voxels;
        var toJoin = inSlice ? InSliceToJoin : InSpaceToJoin;
        ReadOnlySpan<int> strides = grid.Strides(inSlice ? InSlice : InSpace);
        var equal = ArrayPool<ushort>.Shared.Rent(grid.Region.Width + Vector<ushort>.Count);
        var count = 0;
        for (int start = 0, end; start < voxels.Length; start = end)
        {
            var (first, z) = (voxels[start].Index, voxels[start].Z);
            end = start + 1;
            while (end < voxels.Length && voxels[end].Y == voxels[start].Y && voxels[end].Z == z)
            {
                end++;
            }

            FindEqual(levels, first, voxels[end - 1].Index + 1, strides, equal);
            for (var v = start; v < end; v++)
            {
                var index = voxels[v].Index;
                var distance = distances.IsEmpty ? 0 : distances[index];
                int join = toJoin[equal[index - first]];
                if (join == 0)
                {
                    (numbers[index], parents[count]) = (count, count);
                    zones[count++] = new Zone(levels[index], 1, distance, z);
                    continue;
                }

                var number = numbers[index - strides[BitOperations.TrailingZeroCount(join)]];
                for (join &= join - 1; join != 0; join &= join - 1)
                {
                    number = Join(parents, number, numbers[index - strides[BitOperations.TrailingZeroCount(join)]]);
                }

                numbers[index] = number;
                ref var zone = ref zones[number];
                zone = new Zone(zone.Level, zone.Size + 1, Math.Min(zone.Distance, distance), zone.Z);
            }
        }

        ArrayPool<ushort>.Shared.Return(equal);
        return count;
    }

    /// <summary>A bit for each neighbour before that has the voxel's level.</summary>
    private static void FindEqual(ReadOnlySpan<ushort> levels, int first, int end, ReadOnlySpan<int> strides, Span<ushort> equal)
    {
        var i = first;
        for (; i < end && i + Vector<ushort>.Count <= levels.Length; i += Vector<ushort>.Count)
        {
            var centre = new Vector<ushort>(levels[i..]);
            var bits = Vector<ushort>.Zero;
            for (var n = 0; n < strides.Length; n++)
            {
                bits |= Vector.Equals(centre, new Vector<ushort>(levels[(i - strides[n])..])) & new Vector<ushort>((ushort)(1 << n));
            }

            bits.CopyTo(equal[(i - first)..]);
        }

        for (; i < end; i++)
        {
            equal[i - first] = 0;
            for (var n = 0; n < strides.Length; n++)
            {
                equal[i - first] |= (ushort)(levels[i] == levels[i - strides[n]] ? 1 << n : 0);
            }
        }
    }

    /// <summary>The numbers that were joined become one zone, that of the least.</summary>
    private static Zone[] Merge(Span<int> parents, Span<Zone> zones)
    {
        var count = 0;
        for (var number = 0; number < zones.Length; number++)
        {
            var root = Root(parents, number);
            if (root == number)
            {
                count++;
                continue;
            }

            var (zone, part) = (zones[root], zones[number]);
            zones[root] = zone with { Size = zone.Size + part.Size, Distance = Math.Min(zone.Distance, part.Distance) };
        }

        var result = new Zone[count];
        count = 0;
        for (var number = 0; number < zones.Length; number++)
        {
            if (parents[number] == number)
            {
                result[count++] = zones[number];
            }
        }

        return result;
    }

    /// <summary>For each set of equal neighbours one of each group whose members touch.</summary>
    private static ushort[] ToJoin((int X, int Y, int Z)[] before)
    {
        var touching = before.Select(a => before.Select((b, n) => Math.Max(Math.Abs(a.X - b.X), Math.Max(Math.Abs(a.Y - b.Y), Math.Abs(a.Z - b.Z))) <= 1 ? 1 << n : 0).Sum()).ToArray();
        var result = new ushort[1 << before.Length];
        for (var set = 1; set < result.Length; set++)
        {
            for (var rest = set; rest != 0;)
            {
                var group = rest & -rest;
                result[set] |= (ushort)group;
                for (var reached = 0; reached != group;)
                {
                    reached = group;
                    for (var bits = reached; bits != 0; bits &= bits - 1)
                    {
                        group |= touching[BitOperations.TrailingZeroCount(bits)] & set;
                    }
                }

                rest &= ~group;
            }
        }

        return result;
    }

    /// <summary>Joins two numbers under the lower of their roots, which is returned.</summary>
    private static int Join(Span<int> parents, int one, int other)
    {
        var (a, b) = (Root(parents, one), Root(parents, other));
        var (low, high) = (Math.Min(a, b), Math.Max(a, b));
        parents[high] = low;
        return low;
    }

    private static int Root(Span<int> parents, int index)
    {
        while (parents[index] != index)
        {
            parents[index] = parents[parents[index]];
            index = parents[index];
        }

        return index;
    }
}
