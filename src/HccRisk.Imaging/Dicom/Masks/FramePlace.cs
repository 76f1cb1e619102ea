
namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>A frame seen from the grid of an image: the index of its first pixel, and the steps of its columns and rows in voxels.</summary>
internal readonly record struct FramePlace(SegmentationFrame Frame, Vector3D Origin, Vector3D X, Vector3D Y)
{
    internal static FramePlace Of(SegmentationFrame frame, VolumeGeometry grid)
    {
        var origin = grid.ToIndex(frame.Origin);
        return new FramePlace(
            frame,
            origin,
            grid.ToIndex(frame.Origin + (frame.AxisX * frame.SpacingX)) - origin,
            grid.ToIndex(frame.Origin + (frame.AxisY * frame.SpacingY)) - origin);
    }

    private Vector3D[] Corners =>
        [Origin, Origin + (X * (Frame.Columns - 1)), Origin + (Y * (Frame.Rows - 1)), Origin + (X * (Frame.Columns - 1)) + (Y * (Frame.Rows - 1))];

    /// <summary>The axis of the grid the frame lies across, 0 to 2; null when it is parallel to no slices of the grid.</summary>
    internal int? Across
    {
        get
        {
            for (var axis = 2; axis >= 0; axis--)
            {
                var (x, y) = (Math.Abs(At(X, axis)) * (Frame.Columns - 1), Math.Abs(At(Y, axis)) * (Frame.Rows - 1));
                if (x + y <= 0.5 && Math.Abs(At(X.Cross(Y), axis)) > 0.5 * X.Cross(Y).Length)
                {
                    return axis;
                }
            }

            return null;
        }
    }

    /// <summary>Where the middle of the frame lies along an axis, in voxels.</summary>
    internal double Depth(int axis) => At(Origin + (X * (0.5 * (Frame.Columns - 1))) + (Y * (0.5 * (Frame.Rows - 1))), axis);

    /// <summary>True when every pixel is a voxel of the grid, or of its continuation beyond its edges.</summary>
    /// <param name="tolerance">How far their centres may lie apart, in voxels.</param>
    /// <param name="except">An axis along which they may.</param>
    internal bool IsOnVoxels(double tolerance, int? except = null)
    {
        bool Whole(Vector3D v)
        {
            for (var axis = 0; axis < 3; axis++)
            {
                if (axis != except && Math.Abs(At(v, axis) - Math.Round(At(v, axis))) > tolerance)
                {
                    return false;
                }
            }

            return true;
        }

        return Whole(X) && Whole(Y) && Math.Abs(X.Length - 1) <= tolerance && Math.Abs(Y.Length - 1) <= tolerance && Array.TrueForAll(Corners, Whole);
    }

    /// <summary>Why the pixels are not voxels of the grid: their size, the turn of their axes, or how far their centres lie beside.</summary>
    internal string Difference(VolumeGeometry grid, double tolerance)
    {
        if (Math.Abs(X.Length - 1) > tolerance || Math.Abs(Y.Length - 1) > tolerance)
        {
            var text = FormattableString.Invariant($"pixels of {Frame.SpacingX:0.###} x {Frame.SpacingY:0.###} mm that are not the voxels of the image ({grid.Spacing.X:0.###} x {grid.Spacing.Y:0.###} x {grid.Spacing.Z:0.###} mm)");
            if (!FormattableString.Invariant($"{Frame.SpacingX:0.###} {Frame.SpacingY:0.###}").Equals(FormattableString.Invariant($"{grid.Spacing.X:0.###} {grid.Spacing.Y:0.###}"), StringComparison.Ordinal))
            {
                return text;
            }
        }

        var turn = new[] { Frame.AxisX, Frame.AxisY }.Max(axis => new[] { grid.AxisX, grid.AxisY, grid.AxisZ }.Min(own => Math.Acos(Math.Min(1, Math.Abs(own.Dot(axis)))))) * 180 / Math.PI;
        var aside = Corners.Max(corner => new Vector3D(
            (corner.X - Math.Round(corner.X)) * grid.Spacing.X, (corner.Y - Math.Round(corner.Y)) * grid.Spacing.Y, (corner.Z - Math.Round(corner.Z)) * grid.Spacing.Z).Length);
        return turn > 0.05
            ? FormattableString.Invariant($"pixels whose rows and columns are turned by {turn:0.##} degrees against the axes of the image")
            : FormattableString.Invariant($"pixels of the image's size whose centres lie up to {aside:0.###} mm beside those of the image's voxels");
    }

    internal static double At(Vector3D v, int axis) => axis switch { 0 => v.X, 1 => v.Y, _ => v.Z };
}
