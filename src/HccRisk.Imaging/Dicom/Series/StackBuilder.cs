
namespace HccRisk.Imaging.Dicom.Series;

/// <summary>The slices of one volume -> its grid. DICOM positions are LPS; our world has +x right and +y anterior, so x and y change sign.</summary>
internal static class StackBuilder
{
    internal static Vector3D ToWorld(Vector3D lps) => new(-lps.X, -lps.Y, lps.Z);

    internal static SeriesPhase Build(
        DicomSeries series, IReadOnlyList<SliceHeader> group, Vector3D normal, SeriesOptions options, string name, List<SeriesFinding> findings)
    {
        SliceHeader[] slices = [.. group.OrderBy(slice => slice.Position!.Value.Dot(normal))];
        var first = slices[0];
        var offsets = Array.ConvertAll(slices, slice => (slice.Position!.Value - first.Position!.Value).Dot(normal));
        CheckShear(series, slices, offsets, normal, name, findings);
        var (step, depth, regular) = Step(slices, offsets, options, name, findings);
        var geometry = new VolumeGeometry(
            first.Columns,
            first.Rows,
            depth,
            new Vector3D(first.ColumnSpacing!.Value, first.RowSpacing!.Value, step),
            ToWorld(first.Position!.Value),
            ToWorld(first.Row!.Value),
            ToWorld(first.Column!.Value),
            ToWorld(normal));
        return new SeriesPhase(slices, offsets, geometry, regular, options.Irregular);
    }

    private static (double Step, int Depth, bool Regular) Step(SliceHeader[] slices, double[] offsets, SeriesOptions options, string name, List<SeriesFinding> findings)
    {
        if (slices.Length == 1)
        {
            // The distance between slices may be stored as a negative number.
            var thickness = slices[0].SpacingBetweenSlices is { } between && between != 0 ? Math.Abs(between)
                : slices[0].Thickness ?? throw new DicomFormatException(slices[0].Path, DicomTags.SliceThickness, null, "is missing: a single slice needs it for its extent");
            findings.Add(new SeriesFinding(SeriesFindingKind.SingleSlice, FormattableString.Invariant($"{name}one slice, {thickness:0.###} mm thick")));
            return thickness > 0
                ? (thickness, 1, true)
                : throw new DicomFormatException(slices[0].Path, DicomTags.SliceThickness, null, FormattableString.Invariant($"is {thickness}, expected above 0"));
        }

        var mean = offsets[^1] / (offsets.Length - 1);
        if (Fits(offsets, mean, options))
        {
            return (mean, offsets.Length, true);
        }

        var steps = offsets.Zip(offsets.Skip(1), (a, b) => b - a).ToArray();
        var usual = steps.Order().ElementAt((steps.Length - 1) / 2);
        var unequal = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            var times = Math.Round(steps[i] / usual);
            if (times >= 2 && Math.Abs(steps[i] - (times * usual)) <= options.SpacingTolerance * usual * times)
            {
                findings.Add(new SeriesFinding(
                    SeriesFindingKind.Gap,
                    FormattableString.Invariant($"{name}{times - 1} slices are missing between '{slices[i].Path}' and '{slices[i + 1].Path}', {steps[i]:0.###} mm apart instead of {usual:0.###}")));
            }
            else if (Math.Abs(steps[i] - usual) > options.SpacingTolerance * usual)
            {
                unequal++;
            }
        }

        if (unequal > 0 || !findings.Exists(finding => finding.Kind == SeriesFindingKind.Gap))
        {
            findings.Add(new SeriesFinding(
                SeriesFindingKind.UnequalSpacing,
                FormattableString.Invariant($"{name}slices are {steps.Min():0.###} to {steps.Max():0.###} mm apart, usually {usual:0.###}")));
        }

        return (usual, (int)Math.Round(offsets[^1] / usual) + 1, false);
    }

    private static bool Fits(double[] offsets, double step, SeriesOptions options)
    {
        for (var i = 0; i < offsets.Length; i++)
        {
            if (Math.Abs(offsets[i] - (i * step)) > options.SpacingTolerance * step)
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckShear(DicomSeries series, SliceHeader[] slices, double[] offsets, Vector3D normal, string name, List<SeriesFinding> findings)
    {
        var (first, drift, where) = (slices[0].Position!.Value, 0.0, slices[0]);
        for (var i = 1; i < slices.Length; i++)
        {
            var aside = (slices[i].Position!.Value - first - (normal * offsets[i])).Length;
            (drift, where) = aside > drift ? (aside, slices[i]) : (drift, where);
        }

        var pixel = Math.Min(slices[0].RowSpacing!.Value, slices[0].ColumnSpacing!.Value);
        if (drift > pixel / 2)
        {
            throw SeriesArranger.Impossible(
                series, null, FormattableString.Invariant($"{name}slices lie up to {drift:0.###} mm aside of the first along its normal (pixels of {pixel:0.###} mm; '{where.Path}'): a sheared stack, such as of a tilted gantry, is no volume with axes at right angles"));
        }

        if (drift > pixel / 100)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.Sheared, FormattableString.Invariant($"{name}slices drift sideways by up to {drift:0.###} mm, the pixels being {pixel:0.###} mm")));
        }
    }
}
