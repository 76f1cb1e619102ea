namespace HccRisk.Imaging;

/// <summary>
/// The voxels of one grid found in another that has the same ones in another order (axes exchanged, reversed, or both), or a part of them, or
/// more: a mask cropped to its lesion, or drawn on a larger image.
/// </summary>
/// <param name="Start">Place in the other grid's array of its first voxel, in the order of this grid's axes.</param>
/// <param name="StepX">From there to the next voxel along x.</param>
/// <param name="StepY">To the next along y.</param>
/// <param name="StepZ">To the next along z.</param>
/// <param name="X">Where the other grid's voxels begin along x of this grid, and how many there are.</param>
/// <param name="Y">The same along y.</param>
/// <param name="Z">The same along z.</param>
internal readonly record struct GridOrder(int Start, int StepX, int StepY, int StepZ, (int From, int Count) X, (int From, int Count) Y, (int From, int Count) Z)
{
    /// <summary>Voxels between the two grids beyond which nothing is a crop.</summary>
    private const double FarthestCrop = 1e6;

    /// <summary>The order; null when the two do not have the same voxels, or have as many but not the same.</summary>
    /// <param name="grid">The grid whose voxels are sought.</param>
    /// <param name="other">The grid they are sought in.</param>
    /// <param name="tolerance">How far the same voxel may lie apart in the two, as a fraction of the smallest spacing.</param>
    internal static GridOrder? Between(VolumeGeometry grid, VolumeGeometry other, double tolerance)
    {
        Vector3D[] own = [grid.AxisX, grid.AxisY, grid.AxisZ], theirs = [other.AxisX, other.AxisY, other.AxisZ];
        int[] extents = [other.Width, other.Height, other.Depth], strides = [1, other.Width, other.Width * other.Height];
        Span<int> axes = stackalloc int[3], steps = stackalloc int[3];
        Span<double> corner = stackalloc double[3];
        var start = 0;
        for (var axis = 0; axis < 3; axis++)
        {
            var found = Array.FindIndex(theirs, direction => Math.Abs(direction.Dot(own[axis])) > 0.9);
            if (found < 0 || axes[..axis].Contains(found))
            {
                return null;
            }

            var isReversed = theirs[found].Dot(own[axis]) < 0;
            axes[axis] = found;
            steps[axis] = isReversed ? -strides[found] : strides[found];
            corner[found] = isReversed ? extents[found] - 1 : 0;
            start += isReversed ? (extents[found] - 1) * strides[found] : 0;
        }

        double[] spacings = [other.Spacing.X, other.Spacing.Y, other.Spacing.Z];
        var turned = new VolumeGeometry(
            extents[axes[0]], extents[axes[1]], extents[axes[2]],
            new Vector3D(spacings[axes[0]], spacings[axes[1]], spacings[axes[2]]),
            other.ToWorld(corner[0], corner[1], corner[2]),
            theirs[axes[0]] * Math.Sign(steps[0]),
            theirs[axes[1]] * Math.Sign(steps[1]),
            theirs[axes[2]] * Math.Sign(steps[2]));
        if (Place(grid, turned, tolerance) is not { } at)
        {
            return null;
        }

        return new GridOrder(start, steps[0], steps[1], steps[2], (at.X, turned.Width), (at.Y, turned.Height), (at.Z, turned.Depth));
    }

    /// <summary>The voxel of a grid that is the first of another whose axes run the same way.</summary>
    private static (int X, int Y, int Z)? Place(VolumeGeometry grid, VolumeGeometry turned, double tolerance)
    {
        if (grid.Width == turned.Width && grid.Height == turned.Height && grid.Depth == turned.Depth)
        {
            // As many voxels elsewhere are no crop but a shift, such as a wrong header makes.
            return grid.Matches(turned, tolerance) ? (0, 0, 0) : null;
        }

        var at = grid.ToIndex(turned.Origin);
        if (!(Math.Max(Math.Abs(at.X), Math.Max(Math.Abs(at.Y), Math.Abs(at.Z))) < FarthestCrop))
        {
            return null;
        }

        var (x, y, z) = ((int)Math.Round(at.X), (int)Math.Round(at.Y), (int)Math.Round(at.Z));
        var part = grid with { Width = turned.Width, Height = turned.Height, Depth = turned.Depth, Origin = grid.ToWorld(x, y, z) };
        return part.Matches(turned, tolerance) ? (x, y, z) : null;
    }
}
