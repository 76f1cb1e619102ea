using HccRisk.Imaging;

namespace HccRisk.Radiomics.Tests;

/// <summary>Small images with a lesion, from a seed.</summary>
internal static class SyntheticLesion
{
    /// <summary>Smooth noise over the whole image and an ellipsoid in its middle, moved by <paramref name="shift"/>.</summary>
    internal static (Volume<float> Image, Mask Mask) Ellipsoid(
        int width, int height, int depth, (double X, double Y, double Z) radii, Vector3D spacing, int seed = 1, (int X, int Y, int Z) shift = default)
    {
        var geometry = VolumeGeometry.AxisAligned(width, height, depth, spacing);
        var voxels = new float[geometry.VoxelCount];
        var inside = new bool[geometry.VoxelCount];
        var (cx, cy, cz) = ((width / 2) + shift.X, (height / 2) + shift.Y, (depth / 2) + shift.Z);
        var at = 0;
        for (var z = 0; z < depth; z++)
        {
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++, at++)
                {
                    // The pattern belongs to the lesion: it moves along.
                    var (dx, dy, dz) = (x - cx, y - cy, z - cz);
                    inside[at] = Math.Pow(dx / radii.X, 2) + Math.Pow(dy / radii.Y, 2) + Math.Pow(dz / radii.Z, 2) <= 1;
                    voxels[at] = (float)(100 + (40 * Math.Sin((0.9 * dx) + seed)) + (25 * Math.Cos((0.7 * dy) - (0.4 * dz))) + (Hash(dx, dy, dz, seed) % 20));
                }
            }
        }

        return (new Volume<float>(geometry, voxels), new Mask(geometry, inside));
    }

    private static int Hash(int x, int y, int z, int seed)
    {
        unchecked
        {
            var h = (uint)((x * 73856093) ^ (y * 19349663) ^ (z * 83492791) ^ (seed * 2654435761));
            h ^= h >> 13;
            h *= 0x5bd1e995;
            return (int)((h ^ (h >> 15)) & 0x7fff);
        }
    }
}
