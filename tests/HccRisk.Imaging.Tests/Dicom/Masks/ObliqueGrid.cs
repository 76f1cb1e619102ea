
namespace HccRisk.Imaging.Tests.Dicom.Masks;

/// <summary>Grids turned about all three axes, and the same voxels in every other order of axes.</summary>
internal static class ObliqueGrid
{
    public static VolumeGeometry Of(int width, int height, int depth, Vector3D spacing)
    {
        // Turned by 0.3 about z, then 0.2 about x: orthonormal by construction.
        var (c, s, d, t) = (Math.Cos(0.3), Math.Sin(0.3), Math.Cos(0.2), Math.Sin(0.2));
        return new VolumeGeometry(
            width, height, depth, spacing, new Vector3D(17.3, -42.1, 8.7), new Vector3D(c, s * d, s * t), new Vector3D(-s, c * d, c * t), new Vector3D(0, -t, d));
    }

    /// <summary>The 48 orders: which axis comes first, second and third, and which are reversed.</summary>
    public static IEnumerable<VolumeGeometry> Orders(VolumeGeometry grid)
    {
        Vector3D[] axes = [grid.AxisX, grid.AxisY, grid.AxisZ];
        double[] spacings = [grid.Spacing.X, grid.Spacing.Y, grid.Spacing.Z];
        int[] sizes = [grid.Width, grid.Height, grid.Depth];
        foreach (var order in new int[][] { [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0] })
        {
            for (var reversed = 0; reversed < 8; reversed++)
            {
                double Corner(int axis) => (reversed >> axis & 1) == 1 ? sizes[axis] - 1 : 0;
                Vector3D Axis(int axis) => axes[axis] * ((reversed >> axis & 1) == 1 ? -1 : 1);
                yield return new VolumeGeometry(
                    sizes[order[0]], sizes[order[1]], sizes[order[2]], new Vector3D(spacings[order[0]], spacings[order[1]], spacings[order[2]]),
                    grid.ToWorld(Corner(0), Corner(1), Corner(2)), Axis(order[0]), Axis(order[1]), Axis(order[2]));
            }
        }
    }
}
