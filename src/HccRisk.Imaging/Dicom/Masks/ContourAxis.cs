using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>The axis of an image that the contours of a region lie across: its slices', or another where the image was stored in another order of axes.</summary>
internal static class ContourAxis
{
    private static readonly string[] Names = ["first", "second", "third"];

    /// <summary>The axis most contours lie across, by their normals; the third, the slices', where none tells.</summary>
    /// <param name="contours">The contours of a region.</param>
    /// <param name="grid">The image's grid.</param>
    /// <param name="tolerance">How far points may lie from their plane, as a fraction of the spacing along that axis.</param>
    /// <param name="name">What the region is called in a message.</param>
    /// <exception cref="DicomFormatException">There are planar contours, and all of them are tilted against every axis.</exception>
    internal static int Of(IReadOnlyList<DicomDataset> contours, VolumeGeometry grid, double tolerance, string name)
    {
        var votes = new int[3];
        var tilted = 0;
        var steepest = 0.0;
        foreach (var contour in contours)
        {
            // What is no polygon is left out later, with the reason.
            var values = contour.GetDoubles(DicomTags.ContourData);
            if (values.Length < 9 || values.Length % 3 != 0 || !Array.TrueForAll(values, double.IsFinite) || !ContourReader.IsPlanar(ContourReader.TypeOf(contour)))
            {
                continue;
            }

            var (axis, angle, isFlat) = Measure(values, grid, tolerance);
            if (isFlat)
            {
                votes[axis]++;
            }
            else
            {
                tilted++;
                steepest = Math.Max(steepest, angle);
            }
        }

        return tilted == 0 || votes.Max() > 0
            ? (votes[2] == votes.Max() ? 2 : Array.IndexOf(votes, votes.Max()))
            : throw new DicomFormatException(contours[0].FilePath, DicomTags.ContourData, null, FormattableString.Invariant(
                $"of {name}: none of its {tilted} planar contours lies across an axis of the image, from whose nearest they are up to {steepest:0.#} degrees off; draw it on this image, or resample the image to the planes of the contours"));
    }

    /// <summary>The same grid with that axis as its third.</summary>
    internal static VolumeGeometry Across(VolumeGeometry grid, int axis) => axis switch
    {
        0 => new(grid.Height, grid.Depth, grid.Width, new Vector3D(grid.Spacing.Y, grid.Spacing.Z, grid.Spacing.X), grid.Origin, grid.AxisY, grid.AxisZ, grid.AxisX),
        1 => new(grid.Depth, grid.Width, grid.Height, new Vector3D(grid.Spacing.Z, grid.Spacing.X, grid.Spacing.Y), grid.Origin, grid.AxisZ, grid.AxisX, grid.AxisY),
        _ => grid,
    };

    /// <summary>The axis in words.</summary>
    internal static string NameOf(int axis) => Names[axis];

    /// <summary>The axis nearest to a contour's normal, the angle between them in degrees, and whether all its points lie in one plane across it.</summary>
    private static (int Axis, double Angle, bool IsFlat) Measure(double[] values, VolumeGeometry grid, double tolerance)
    {
        Vector3D Point(int i) => StackBuilder.ToWorld(new Vector3D(values[3 * i], values[(3 * i) + 1], values[(3 * i) + 2]));
        var (first, count) = (Point(0), values.Length / 3);
        var normal = default(Vector3D);
        double[] low = [double.MaxValue, double.MaxValue, double.MaxValue], high = [double.MinValue, double.MinValue, double.MinValue];
        for (var i = 0; i < count; i++)
        {
            // Turned to one side, for the parts of a figure of eight cancel.
            var part = (Point(i) - first).Cross(Point((i + 1) % count) - first);
            normal += part.Dot(normal) < 0 ? part * -1 : part;
            var at = grid.ToIndex(Point(i));
            for (var axis = 0; axis < 3; axis++)
            {
                (low[axis], high[axis]) = (Math.Min(low[axis], FramePlace.At(at, axis)), Math.Max(high[axis], FramePlace.At(at, axis)));
            }
        }

        double[] along = [Math.Abs(normal.Dot(grid.AxisX)), Math.Abs(normal.Dot(grid.AxisY)), Math.Abs(normal.Dot(grid.AxisZ))];
        bool IsFlat(int axis) => high[axis] - low[axis] <= 2 * tolerance;

        // Thin slices tilted by rounding are flat all the same, and so is what has no area.
        var nearest = normal.Length > 0 ? Array.IndexOf(along, along.Max()) : 2;
        var angle = normal.Length > 0 ? Math.Acos(Math.Min(1, along[nearest] / normal.Length)) * 180 / Math.PI : 0;
        return (nearest, angle, IsFlat(nearest));
    }
}
