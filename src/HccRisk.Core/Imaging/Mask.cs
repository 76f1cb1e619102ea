namespace HccRisk.Core.Imaging;

/// <summary>A region of interest on a grid: one flag a voxel, x fastest.</summary>
public sealed class Mask
{
    private readonly bool[] _inside;

    /// <summary>Wraps an array of flags; the array is not copied.</summary>
    /// <param name="geometry">The grid.</param>
    /// <param name="inside">True where the voxel belongs to the region; as many as the grid has voxels.</param>
    /// <exception cref="ArgumentException">The array's length is not the grid's voxel count.</exception>
    public Mask(VolumeGeometry geometry, bool[] inside)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(inside);
        if (inside.LongLength != geometry.VoxelCount)
        {
            throw new ArgumentException(
                $"'inside' has {inside.LongLength} values, the geometry {geometry.Width} x {geometry.Height} x {geometry.Depth} has {geometry.VoxelCount}.",
                nameof(inside));
        }

        Geometry = geometry;
        _inside = inside;
        Count = inside.AsSpan().Count(true);
    }

    /// <summary>The grid.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>The flags, x fastest.</summary>
    public ReadOnlySpan<bool> Inside => _inside;

    /// <summary>Number of voxels inside.</summary>
    public int Count { get; }
}
