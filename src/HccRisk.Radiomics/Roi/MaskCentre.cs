using HccRisk.Imaging;

namespace HccRisk.Radiomics.Roi;

/// <summary>The middle of a mask.</summary>
internal static class MaskCentre
{
    /// <summary>Mean index of the voxels inside, at least one, along each axis.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="box">The box around its voxels.</param>
    internal static Vector3D Of(Mask mask, VoxelBox box)
    {
        var (x, y, z) = (0L, 0L, 0L);
        var g = mask.Geometry;
        for (var k = box.MinZ; k <= box.MaxZ; k++)
        {
            for (var j = box.MinY; j <= box.MaxY; j++)
            {
                var row = mask.Inside.Slice(g.Width * (j + (g.Height * k)), g.Width);
                for (var i = box.MinX; i <= box.MaxX; i++)
                {
                    if (row[i])
                    {
                        (x, y, z) = (x + i, y + j, z + k);
                    }
                }
            }
        }

        return new Vector3D((double)x / mask.Count, (double)y / mask.Count, (double)z / mask.Count);
    }
}
