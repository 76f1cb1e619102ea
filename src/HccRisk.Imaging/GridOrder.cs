namespace HccRisk.Imaging;

/// <summary>The voxels of one grid found in another that has the same ones in another order: axes exchanged, reversed, or both.</summary>
/// <param name="Start">Place in the other grid's array of this grid's first voxel.</param>
/// <param name="StepX">From there to the next voxel along x.</param>
/// <param name="StepY">To the next along y.</param>
/// <param name="StepZ">To the next along z.</param>
internal readonly record struct GridOrder(int Start, int StepX, int StepY, int StepZ)
{
    /// <summary>The order; null when the two do not have the same voxels.</summary>
    /// <param name="grid">The grid whose voxels are sought.</param>
    /// <param name="other">The grid they are sought in.</param>
    /// <param name="tolerance">How far the same voxel may lie apart in the two, as a fraction of the smallest spacing.</param>
    internal static GridOrder? Between(VolumeGeometry grid, VolumeGeometry other, double tolerance)
    {
        Vector3D[] own = [grid.AxisX, grid.AxisY, grid.AxisZ], theirs = [other.AxisX, other.AxisY, other.AxisZ];
        int[] extents = [other.Width, other.Height, other.Depth], strides = [1, other.Width, other.Width * other.Height], sizes = [grid.Width, grid.Height, grid.Depth];
        Span<int> axes = stackalloc int[3], steps = stackalloc int[3];
        Span<double> corner = stackalloc double[3];
        var start = 0;
        for (var axis = 0; axis < 3; axis++)
        {
            var found = Array.FindIndex(theirs, direction => Math.Abs(direction.Dot(own[axis])) > 0.9);
            if (found < 0 || axes[..axis].Contains(found) || extents[found] != sizes[axis])
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
        var turned = grid with
        {
            Spacing = new Vector3D(spacings[axes[0]], spacings[axes[1]], spacings[axes[2]]),
            Origin = other.ToWorld(corner[0], corner[1], corner[2]),
            AxisX = theirs[axes[0]] * Math.Sign(steps[0]),
            AxisY = theirs[axes[1]] * Math.Sign(steps[1]),
            AxisZ = theirs[axes[2]] * Math.Sign(steps[2]),
        };
        return grid.Matches(turned, tolerance) ? new GridOrder(start, steps[0], steps[1], steps[2]) : null;
    }
}
