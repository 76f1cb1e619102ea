using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Contours in millimetres -> polygons in voxel indices, by plane.</summary>
internal static class ContourReader
{
    /// <summary>Part of a slice by which the points of a contour differ in depth unremarked, where rounding to a tenth of a millimetre does not explain more.</summary>
    private const double FlatSlices = 0.2;
    private const double FlatMillimetres = 0.2;

    internal static string TypeOf(DicomDataset contour) => contour.FindString(DicomTags.ContourGeometricType) ?? "CLOSED_PLANAR";

    internal static bool IsPlanar(string type) => type is "CLOSED_PLANAR" or "CLOSEDPLANAR_XOR";

    /// <summary>The planes of the contours that lie across the third axis of a grid.</summary>
    /// <param name="contours">The contours.</param>
    /// <param name="grid">The grid, seen along that axis.</param>
    /// <param name="axis">Which axis of the image that is, 0 to 2.</param>
    /// <param name="options">Slices between contours, tolerance.</param>
    /// <param name="name">What the region is called in a message.</param>
    /// <param name="findings">Receives what is odd.</param>
    internal static List<ContourPlane> Read(
        IReadOnlyList<DicomDataset> contours, VolumeGeometry grid, int axis, StructureSetOptions options, string name, List<SeriesFinding> findings)
    {
        var elsewhere = axis == 2 ? "that do not lie in a slice of the image" : $"that do not lie across the {ContourAxis.NameOf(axis)} axis of the image, as most do";
        var found = new List<Contour>();
        var skipped = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var contour in contours)
        {
            var type = TypeOf(contour);
            var values = contour.GetDoubles(DicomTags.ContourData);
            if (values.Length % 3 != 0 || !Array.TrueForAll(values, double.IsFinite))
            {
                throw new DicomFormatException(contour.FilePath, DicomTags.ContourData, null, FormattableString.Invariant($"of {name} has {values.Length} values, triples of finite numbers were expected"));
            }

            var reason = !IsPlanar(type) ? $"of type {type}"
                : values.Length < 9 ? "of fewer than 3 points"
                : Add(values, type == "CLOSEDPLANAR_XOR", grid, options, found) ? null : elsewhere;
            if (reason is not null)
            {
                skipped[reason] = skipped.GetValueOrDefault(reason) + 1;
            }
        }

        foreach (var (reason, count) in skipped)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.ContourSkipped, $"{name}: {count} contours {reason} are left out"));
        }

        if (found.Count(contour => contour.Span > Math.Max(FlatSlices, FlatMillimetres / grid.Spacing.Z)) is var tilted and > 0)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.ContourDepth, FormattableString.Invariant(
                $"{name}: the points of {tilted} contours differ in depth by up to {found.Max(contour => contour.Span) * grid.Spacing.Z:0.###} mm: each is put on the slice nearest to its middle")));
        }

        return ContourPlanes.Of(found, grid, name, findings);
    }

    private static bool Add(double[] values, bool exclusiveOr, VolumeGeometry grid, StructureSetOptions options, List<Contour> found)
    {
        var polygon = new double[values.Length / 3 * 2];
        var (low, high, sum) = (double.MaxValue, double.MinValue, 0.0);
        for (var i = 0; i < values.Length / 3; i++)
        {
            var at = grid.ToIndex(StackBuilder.ToWorld(new Vector3D(values[3 * i], values[(3 * i) + 1], values[(3 * i) + 2])));
            (polygon[2 * i], polygon[(2 * i) + 1]) = (at.X, at.Y);
            (low, high, sum) = (Math.Min(low, at.Z), Math.Max(high, at.Z), sum + at.Z);
        }

        if (high - low > 2 * options.PlaneTolerance)
        {
            return false;
        }

        found.Add(new Contour(sum / (values.Length / 3), high - low, polygon, exclusiveOr));
        return true;
    }
}
