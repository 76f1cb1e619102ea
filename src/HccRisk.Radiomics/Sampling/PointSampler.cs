using HccRisk.Imaging;

namespace HccRisk.Radiomics.Sampling;

/// <summary>Trilinear interpolation at single places, given as indices between voxels.</summary>
internal static class PointSampler
{
    /// <summary>Forgives rounding of places that lie on the edge or on a voxel.</summary>
    private const double Slack = 1e-9;

    /// <summary>The intensity; NaN beyond the centres of the outermost voxels.</summary>
    internal static double Image(ReadOnlySpan<float> voxels, VolumeGeometry grid, Vector3D at)
    {
        var (x, wx) = Split(at.X);
        var (y, wy) = Split(at.Y);
        var (z, wz) = Split(at.Z);
        if (x < 0 || y < 0 || z < 0 || x + (wx > 0 ? 1 : 0) >= grid.Width || y + (wy > 0 ? 1 : 0) >= grid.Height || z + (wz > 0 ? 1 : 0) >= grid.Depth)
        {
            return double.NaN;
        }

        // A weight of 0 keeps a voxel that is not finite, or is not there, out of it.
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var weight = Weight(corner, wx, wy, wz);
            if (weight > 0)
            {
                sum += weight * voxels[x + (corner & 1) + (grid.Width * (y + ((corner >> 1) & 1) + (grid.Height * (z + (corner >> 2)))))];
            }
        }

        return sum;
    }

    /// <summary>Which share of the place is inside a mask, 0 to 1; nothing is beyond the image.</summary>
    internal static double Share(Mask mask, Vector3D at)
    {
        var grid = mask.Geometry;
        var (x, wx) = Split(at.X);
        var (y, wy) = Split(at.Y);
        var (z, wz) = Split(at.Z);
        var sum = 0.0;
        for (var corner = 0; corner < 8; corner++)
        {
            var (cx, cy, cz) = (x + (corner & 1), y + ((corner >> 1) & 1), z + (corner >> 2));
            if ((uint)cx < (uint)grid.Width && (uint)cy < (uint)grid.Height && (uint)cz < (uint)grid.Depth
                && mask.Inside[cx + (grid.Width * (cy + (grid.Height * cz)))])
            {
                sum += Weight(corner, wx, wy, wz);
            }
        }

        return sum;
    }

    private static double Weight(int corner, double wx, double wy, double wz) =>
        ((corner & 1) == 0 ? 1 - wx : wx) * ((corner & 2) == 0 ? 1 - wy : wy) * ((corner & 4) == 0 ? 1 - wz : wz);

    private static (int Lower, double Weight) Split(double position)
    {
        var floor = Math.Floor(position + Slack);
        var weight = Math.Max(0, position - floor);
        return ((int)floor, weight < Slack ? 0 : weight);
    }
}
