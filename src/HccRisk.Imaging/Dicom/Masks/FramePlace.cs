
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

    internal static double At(Vector3D v, int axis) => axis switch { 0 => v.X, 1 => v.Y, _ => v.Z };
}
