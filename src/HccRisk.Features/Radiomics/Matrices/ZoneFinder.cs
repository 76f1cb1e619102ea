using System.Buffers;
using HccRisk.Features.Radiomics.Discretisation;

namespace HccRisk.Features.Radiomics.Matrices;

/// <summary>Finds zones by union of each voxel with the neighbours before it.</summary>
internal static class ZoneFinder
{
    /// <summary>Zones in the order of their first voxels; connected over 8 neighbours in a slice or 26 in space.</summary>
    internal static List<Zone> Find(LevelGrid grid, bool inSlice)
    {
        var levels = grid.Levels;
        var voxels = grid.Voxels;
        ReadOnlySpan<int> strides = grid.Strides(CooccurrenceDirections.Create(1, inSlice));
        var distances = ArrayPool<int>.Shared.Rent(levels.Length);
        var parents = ArrayPool<int>.Shared.Rent(levels.Length);
        var zoneOf = ArrayPool<int>.Shared.Rent(levels.Length);
        try
        {
            BorderDistance.Fill(grid.Region, inSlice, distances);
            foreach (ref readonly var voxel in voxels)
            {
                var index = voxel.Index;
                var level = levels[index];
                var root = index;
                parents[index] = index;
                foreach (var stride in strides)
                {
                    var neighbour = index - stride;
                    if (levels[neighbour] == level)
                    {
                        root = Join(parents, root, neighbour);
                    }
                }
            }

            // A root is the first voxel of its zone: it comes before the others.
            var zones = new List<Zone>();
            foreach (ref readonly var voxel in voxels)
            {
                var index = voxel.Index;
                var root = Root(parents, index);
                if (root == index)
                {
                    zoneOf[index] = zones.Count;
                    zones.Add(new Zone(levels[index], 1, distances[index], voxel.Z));
                }
                else
                {
                    var zone = zones[zoneOf[root]];
                    zones[zoneOf[root]] = zone with { Size = zone.Size + 1, Distance = Math.Min(zone.Distance, distances[index]) };
                }
            }

            return zones;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(distances);
            ArrayPool<int>.Shared.Return(parents);
            ArrayPool<int>.Shared.Return(zoneOf);
        }
    }

    /// <summary>Joins the tree of <paramref name="root"/> with that of another voxel under the smaller root.</summary>
    private static int Join(Span<int> parents, int root, int other)
    {
        var found = Root(parents, other);
        if (found < root)
        {
            parents[root] = found;
            return found;
        }

        parents[found] = root;
        return root;
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
