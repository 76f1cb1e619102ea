namespace HccRisk.Core.Imaging;

/// <summary>
/// Where the voxels of a volume lie in the patient, in the NIfTI world frame (millimetres, +x right, +y anterior, +z superior).
/// Voxels are stored x fastest, then y, then z.
/// </summary>
/// <param name="Width">Voxels along x (the fastest index).</param>
/// <param name="Height">Voxels along y.</param>
/// <param name="Depth">Voxels along z (slices).</param>
/// <param name="Spacing">Distance between voxel centres, millimetres, each above zero.</param>
/// <param name="Origin">World position of the centre of voxel (0, 0, 0), millimetres.</param>
/// <param name="AxisX">Unit direction of the x index in the world.</param>
/// <param name="AxisY">Unit direction of the y index in the world.</param>
/// <param name="AxisZ">Unit direction of the z index in the world.</param>
public sealed record VolumeGeometry(
    int Width,
    int Height,
    int Depth,
    Vector3D Spacing,
    Vector3D Origin,
    Vector3D AxisX,
    Vector3D AxisY,
    Vector3D AxisZ)
{
    /// <summary>Number of voxels.</summary>
    public long VoxelCount => (long)Width * Height * Depth;

    /// <summary>Volume of one voxel in cubic millimetres.</summary>
    public double VoxelVolume => Spacing.X * Spacing.Y * Spacing.Z;

    /// <summary>A grid aligned with the world axes, its first voxel centre at the world origin.</summary>
    /// <param name="width">Voxels along x.</param>
    /// <param name="height">Voxels along y.</param>
    /// <param name="depth">Voxels along z.</param>
    /// <param name="spacing">Voxel spacing in millimetres.</param>
    public static VolumeGeometry AxisAligned(int width, int height, int depth, Vector3D spacing) =>
        new(width, height, depth, spacing, default, new Vector3D(1, 0, 0), new Vector3D(0, 1, 0), new Vector3D(0, 0, 1));
}
