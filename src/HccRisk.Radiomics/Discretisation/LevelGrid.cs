using System.Buffers;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Discretisation;

/// <summary>The grey levels of one series over the padded box, 0 outside the intensity mask: what every texture family reads.</summary>
internal sealed class LevelGrid : IDisposable
{
    private readonly SeriesIntensities? _intensities;
    private ushort[] _box;
    private ushort[] _assigned;

    private LevelGrid(LesionRegion region, SeriesIntensities? intensities, int capacity)
    {
        (Region, _intensities) = (region, intensities);
        _box = BoxScratch<ushort>.Rent(region.BoxCount);
        _assigned = ArrayPool<ushort>.Shared.Rent(Math.Max(1, capacity));
    }

    internal LesionRegion Region { get; }

    /// <summary>Highest level (N_g); 0 when there is no voxel or there would be more than <see cref="GreyLevels.Maximum"/>.</summary>
    internal int LevelCount { get; private set; }

    /// <summary>Levels over the padded box.</summary>
    internal ReadOnlySpan<ushort> Levels => _box.AsSpan(0, Region.BoxCount);

    /// <summary>Levels of <see cref="Voxels"/>, in the same order.</summary>
    internal ReadOnlySpan<ushort> VoxelLevels => _assigned.AsSpan(0, Voxels.Length);

    internal ReadOnlySpan<RegionVoxel> Voxels => _intensities is null ? Region.Voxels : _intensities.Voxels;

    internal static LevelGrid Create(LesionRegion region, SeriesIntensities intensities, RadiomicsOptions options)
    {
        var grid = new LevelGrid(region, intensities, intensities.Count);
        if (intensities.Count == 0)
        {
            return grid;
        }

        grid.LevelCount = GreyLevels.Assign(intensities.Values, intensities.Type, options, grid._assigned);
        if (grid.LevelCount > 0)
        {
            var box = grid._box.AsSpan(0, region.BoxCount);
            box.Clear();
            var voxels = intensities.Voxels;
            for (var i = 0; i < voxels.Length; i++)
            {
                box[voxels[i].Index] = grid._assigned[i];
            }
        }

        return grid;
    }

    /// <summary>Levels of a region whose voxels change, without any at first.</summary>
    /// <param name="region">The region, of so many voxels at most as its box has.</param>
    /// <param name="levelCount">Highest level of what it is a part of.</param>
    internal static LevelGrid Refillable(LesionRegion region, int levelCount)
    {
        var grid = new LevelGrid(region, null, region.BoxCount) { LevelCount = levelCount };
        grid._box.AsSpan(0, region.BoxCount).Clear();
        return grid;
    }

    /// <summary>Takes other levels, those of the region's voxels in their order.</summary>
    internal void Refill(ReadOnlySpan<ushort> levels)
    {
        _box.AsSpan(0, Region.BoxCount).Clear();
        levels.CopyTo(_assigned);
        var voxels = Region.Voxels;
        for (var i = 0; i < levels.Length; i++)
        {
            _box[voxels[i].Index] = levels[i];
        }
    }

    /// <summary>Past the last voxel of the slice that <paramref name="start"/> lies in.</summary>
    internal static int SliceEnd(ReadOnlySpan<RegionVoxel> voxels, int start)
    {
        var end = start + 1;
        while (end < voxels.Length && voxels[end].Z == voxels[start].Z)
        {
            end++;
        }

        return end;
    }

    /// <summary>Whether some line along a direction holds two voxels or more, side by side or not.</summary>
    internal bool HasLine((int X, int Y, int Z) direction)
    {
        var stride = direction.X + (Region.Width * (direction.Y + (Region.Height * direction.Z)));
        foreach (ref readonly var v in Voxels)
        {
            var (x, y, z, at) = (v.X + direction.X, v.Y + direction.Y, v.Z + direction.Z, v.Index + stride);
            while ((uint)x < (uint)Region.Width && (uint)y < (uint)Region.Height && (uint)z < (uint)Region.Depth)
            {
                if (_box[at] > 0)
                {
                    return true;
                }

                (x, y, z, at) = (x + direction.X, y + direction.Y, z + direction.Z, at + stride);
            }
        }

        return false;
    }

    /// <summary>Linear offset of each direction in the padded box.</summary>
    internal int[] Strides((int X, int Y, int Z)[] directions) =>
        [.. directions.Select(d => d.X + (Region.Width * (d.Y + (Region.Height * d.Z))))];

    public void Dispose()
    {
        if (_box.Length > 0)
        {
            BoxScratch<ushort>.Return(_box);
            ArrayPool<ushort>.Shared.Return(_assigned);
            (_box, _assigned, LevelCount) = ([], [], 0);
        }
    }
}
