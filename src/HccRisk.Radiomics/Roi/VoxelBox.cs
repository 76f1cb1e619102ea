using HccRisk.Imaging;

namespace HccRisk.Radiomics.Roi;

/// <summary>Bounding box of a mask, bounds included.</summary>
internal readonly record struct VoxelBox(int MinX, int MaxX, int MinY, int MaxY, int MinZ, int MaxZ)
{
    internal int Width => MaxX - MinX + 1;

    internal int Height => MaxY - MinY + 1;

    internal int Depth => MaxZ - MinZ + 1;

    /// <summary>Of at least one voxel.</summary>
    internal static VoxelBox Around(ReadOnlySpan<RegionVoxel> voxels)
    {
        var first = voxels[0];
        var box = new VoxelBox(first.X, first.X, first.Y, first.Y, first.Z, first.Z);
        foreach (ref readonly var v in voxels)
        {
            box = new VoxelBox(
                Math.Min(box.MinX, v.X), Math.Max(box.MaxX, v.X), Math.Min(box.MinY, v.Y), Math.Max(box.MaxY, v.Y), Math.Min(box.MinZ, v.Z), Math.Max(box.MaxZ, v.Z));
        }

        return box;
    }

    internal static VoxelBox Around(Mask mask, string name)
    {
        if (mask.Count == 0)
        {
            throw new EmptyMaskException($"The {name} mask has no voxel inside ({mask.Geometry.Width} x {mask.Geometry.Height} x {mask.Geometry.Depth}).");
        }

        return Around(mask.Inside, mask.Geometry.Width, mask.Geometry.Height, mask.Geometry.Depth);
    }

    /// <summary>The box of flags of which at least one is set.</summary>
    internal static VoxelBox Around(ReadOnlySpan<bool> inside, int width, int height, int depth)
    {
        var (minX, maxX, minY, maxY, minZ, maxZ) = (width, -1, height, -1, depth, -1);
        for (var z = 0; z < depth; z++)
        {
            var slice = inside.Slice(z * width * height, width * height);
            if (!slice.Contains(true))
            {
                continue;
            }

            (minZ, maxZ) = (Math.Min(minZ, z), z);
            for (var y = 0; y < height; y++)
            {
                var row = slice.Slice(y * width, width);
                var first = row.IndexOf(true);
                if (first >= 0)
                {
                    (minY, maxY) = (Math.Min(minY, y), Math.Max(maxY, y));
                    (minX, maxX) = (Math.Min(minX, first), Math.Max(maxX, row.LastIndexOf(true)));
                }
            }
        }

        return new VoxelBox(minX, maxX, minY, maxY, minZ, maxZ);
    }
}
