namespace HccRisk.Imaging;

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

    /// <summary>The same region on a grid of the same voxels, whatever the order and direction of its axes: voxel for voxel, nothing is resampled.</summary>
    /// <param name="geometry">The other grid.</param>
    /// <param name="tolerance">How far the same voxel may lie apart in the two grids, as a fraction of the smallest spacing.</param>
    /// <returns>The mask on that grid, this mask itself where the order is the same; null when the voxels are not the same.</returns>
    public Mask? ReindexTo(VolumeGeometry geometry, double tolerance = 0.01)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentOutOfRangeException.ThrowIfNegative(tolerance);
        if (geometry.Matches(Geometry, tolerance))
        {
            return this;
        }

        if (GridOrder.Between(geometry, Geometry, tolerance) is not { } order)
        {
            return null;
        }

        var inside = new bool[geometry.VoxelCount];
        var at = 0;
        for (var z = 0; z < geometry.Depth; z++)
        {
            for (var y = 0; y < geometry.Height; y++)
            {
                var from = order.Start + (z * order.StepZ) + (y * order.StepY);
                for (var x = 0; x < geometry.Width; x++, at++, from += order.StepX)
                {
                    inside[at] = _inside[from];
                }
            }
        }

        return new Mask(geometry, inside);
    }

    /// <summary>The same region on another grid: a voxel is inside as the one of this mask whose centre is nearest; none is beyond this mask's grid.</summary>
    /// <param name="geometry">The other grid, its axes at right angles.</param>
    /// <returns>A mask on that grid; it may be empty.</returns>
    public Mask ResampleTo(VolumeGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        var result = new bool[geometry.VoxelCount];
        var origin = Geometry.ToIndex(geometry.Origin);
        var (stepX, stepY, stepZ) = (
            Geometry.ToIndex(geometry.ToWorld(1, 0, 0)) - origin, Geometry.ToIndex(geometry.ToWorld(0, 1, 0)) - origin, Geometry.ToIndex(geometry.ToWorld(0, 0, 1)) - origin);
        var at = 0;
        for (var z = 0; z < geometry.Depth; z++)
        {
            for (var y = 0; y < geometry.Height; y++)
            {
                var row = origin + (stepY * y) + (stepZ * z);
                for (var x = 0; x < geometry.Width; x++, at++)
                {
                    var place = row + (stepX * x);
                    var (i, j, k) = (Math.Floor(place.X + 0.5), Math.Floor(place.Y + 0.5), Math.Floor(place.Z + 0.5));
                    result[at] = i >= 0 && j >= 0 && k >= 0 && i < Geometry.Width && j < Geometry.Height && k < Geometry.Depth
                        && _inside[(int)i + (Geometry.Width * ((int)j + (Geometry.Height * (int)k)))];
                }
            }
        }

        return new Mask(geometry, result);
    }
}
