using HccRisk.Core.Notebooks;

namespace HccRisk.Imaging;

/// <summary>A region of interest on a grid: one flag a voxel, x fastest.</summary>
[TypeFormatterSource(typeof(MaskFormatter))]
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

    /// <summary>
    /// The same region on a grid of the same voxels, whatever the order and direction of its axes: voxel for voxel, nothing is resampled. Where one of the
    /// two is a part of the other (a mask cropped to its lesion, an image cropped later), voxels this mask does not have are outside, and those the
    /// grid does not have are cut off: <see cref="Count"/> tells how many.
    /// </summary>
    /// <param name="geometry">The other grid.</param>
    /// <param name="tolerance">How far the same voxel may lie apart in the two grids, as a fraction of the smallest spacing.</param>
    /// <returns>The mask on that grid, this mask itself where it has the same voxels in the same order; null when the voxels are not the same, or as many shifted.</returns>
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
        var (left, right) = Common(order.X, geometry.Width);
        var (top, bottom) = Common(order.Y, geometry.Height);
        var (first, last) = Common(order.Z, geometry.Depth);
        for (var z = first; z < last; z++)
        {
            for (var y = top; y < bottom; y++)
            {
                var from = order.Start + ((z - order.Z.From) * order.StepZ) + ((y - order.Y.From) * order.StepY) + ((left - order.X.From) * order.StepX);
                var row = geometry.Width * (y + (geometry.Height * z));
                for (var x = left; x < right; x++, from += order.StepX)
                {
                    inside[row + x] = _inside[from];
                }
            }
        }

        return new Mask(geometry, inside);

        static (int From, int To) Common((int From, int Count) part, int size) => (Math.Max(0, part.From), Math.Min(size, part.From + part.Count));
    }

    /// <summary>What became of this mask when <see cref="ReindexTo"/> put it on a grid of another extent, continuing its name; null when it has the same.</summary>
    internal string? ExtentText(Mask placed)
    {
        var (own, grid) = (Geometry, placed.Geometry);
        if (own.VoxelCount == grid.VoxelCount && Count == placed.Count)
        {
            return null;
        }

        var text = FormattableString.Invariant(
            $"has {own.Width} x {own.Height} x {own.Depth} voxels on the grid of an image of {grid.Width} x {grid.Height} x {grid.Depth}");
        return placed.Count < Count
            ? FormattableString.Invariant($"{text}: {Count - placed.Count} of its {Count} voxels inside lie beyond the image and are cut off")
            : $"{text}: the image's other voxels are outside";
    }

    /// <summary>How many voxels inside have their centre beyond the voxels of another grid.</summary>
    internal int CountOutside(VolumeGeometry geometry)
    {
        var (count, half) = (0, 0.5 + 1e-6);
        for (var at = _inside.AsSpan().IndexOf(true); at >= 0 && at < _inside.Length; at++)
        {
            if (_inside[at])
            {
                var (row, x) = Math.DivRem(at, Geometry.Width);
                var (z, y) = Math.DivRem(row, Geometry.Height);
                var place = geometry.ToIndex(Geometry.ToWorld(x, y, z));
                count += place.X >= -half && place.Y >= -half && place.Z >= -half
                    && place.X <= geometry.Width - 1 + half && place.Y <= geometry.Height - 1 + half && place.Z <= geometry.Depth - 1 + half ? 0 : 1;
            }
        }

        return count;
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
