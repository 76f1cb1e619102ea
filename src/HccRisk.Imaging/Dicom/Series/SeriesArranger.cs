namespace HccRisk.Imaging.Dicom.Series;

/// <summary>Headers of a series -> volumes: one grid, time points apart, slices by position along the normal.</summary>
internal static class SeriesArranger
{
    internal static SeriesLayout Arrange(DicomSeries series, SliceHeader[] slices, SeriesOptions options)
    {
        var findings = new List<SeriesFinding>();
        if (slices.Length == 0)
        {
            throw Impossible(series, series.Kind.ToString(), "holds no images");
        }

        if (slices.Select(slice => slice.PatientId).Distinct(StringComparer.Ordinal).ToArray() is { Length: > 1 } patients)
        {
            throw Impossible(series, null, $"has files of {patients.Length} patients ({string.Join(", ", patients.Take(8).Select(id => $"'{id}'"))}): they must not be mixed");
        }

        if (slices.Count(slice => slice.ImageType.Split('\\').Contains("MOSAIC", StringComparer.OrdinalIgnoreCase)) is var mosaics and > 0)
        {
            throw Impossible(series, null, $"has {mosaics} images of type MOSAIC: the slices of a volume tiled in one frame (Siemens), whose places are in private elements that are not read; export the series as enhanced or single-slice images");
        }

        var kept = OneGrid(series, WithoutCopies(slices, findings), options, findings);
        var normal = kept[0].Row!.Value.Cross(kept[0].Column!.Value);
        var split = PhaseSplitter.Split(series, kept, normal, options, findings);
        SeriesPhase[] phases = [.. split.Groups.Select((group, i) => StackBuilder.Build(series, group, normal, options, Name(split.Groups.Count, i), findings))];
        foreach (var (phase, i) in phases.Select((phase, i) => (phase, i)).Skip(1))
        {
            if (!phases[0].Geometry.Matches(phase.Geometry))
            {
                var (a, b) = (phases[0].Geometry, phase.Geometry);
                findings.Add(new SeriesFinding(
                    SeriesFindingKind.PhasesDiffer,
                    FormattableString.Invariant($"volume {i + 1} has {b.Depth} slices {b.Spacing.Z:0.###} mm apart from ({b.Origin.X:0.##}, {b.Origin.Y:0.##}, {b.Origin.Z:0.##}), volume 1 {a.Depth} slices {a.Spacing.Z:0.###} mm apart from ({a.Origin.X:0.##}, {a.Origin.Y:0.##}, {a.Origin.Z:0.##})")));
            }
        }

        foreach (var note in kept.Where(slice => slice.ScalingNote is not null).GroupBy(slice => slice.ScalingNote!, StringComparer.Ordinal))
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.ValueScaling, $"{note.Count()} of {kept.Length} images: {note.Key}"));
        }

        return new SeriesLayout(series, phases, findings, split.By);
    }

    internal static ImageFormatException Impossible(DicomSeries series, object? value, string reason) =>
        new("DICOM", series.Files[0], $"{series}", value, reason);

    private static string Name(int count, int index) => count == 1 ? "" : FormattableString.Invariant($"volume {index + 1}: ");

    private static SliceHeader[] WithoutCopies(SliceHeader[] slices, List<SeriesFinding> findings)
    {
        SliceHeader[] distinct = [.. slices.DistinctBy(slice => slice.SopInstanceUid, StringComparer.Ordinal)];
        if (distinct.Length < slices.Length)
        {
            var copy = slices.Except(distinct, ReferenceEqualityComparer.Instance).Cast<SliceHeader>().First();
            findings.Add(new SeriesFinding(
                SeriesFindingKind.DuplicateInstance, $"{slices.Length - distinct.Length} copies of images that are there already are left out, the first '{copy.Path}'"));
        }

        return distinct;
    }

    // The largest group of images of one orientation, size, spacing and stack makes the volume.
    private static SliceHeader[] OneGrid(DicomSeries series, SliceHeader[] slices, SeriesOptions options, List<SeriesFinding> findings)
    {
        SliceHeader[] images = [.. slices.Where(slice => !slice.IsLocaliser)];
        if (images.Length == 0)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.Localiser, $"all {slices.Length} images are localisers"));
            images = slices;
        }
        else if (images.Length < slices.Length)
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.Localiser, $"{slices.Length - images.Length} images marked as localisers are left out"));
        }

        images = OfVolumes(images, findings);
        var groups = new List<List<SliceHeader>>();
        foreach (var slice in images)
        {
            var group = groups.Find(group => SameGrid(group[0], slice, options));
            if (group is null)
            {
                groups.Add([slice]);
            }
            else
            {
                group.Add(slice);
            }
        }

        List<SliceHeader>[] bySize = [.. groups.OrderByDescending(group => group.Count)];
        if (bySize.Length > 1 && bySize[0].Count == bySize[1].Count)
        {
            throw Impossible(series, null, $"has {bySize.Length} groups of images that fit no common grid, {bySize[0].Count} images each in the largest two ({Describe(bySize[0][0])}; {Describe(bySize[1][0])}): none of them is the volume");
        }

        foreach (var group in bySize.Skip(1))
        {
            findings.Add(new SeriesFinding(
                group.Count <= options.MaxLocaliserSlices && !SameDirections(group[0], bySize[0][0], options) ? SeriesFindingKind.Localiser : SeriesFindingKind.MixedOrientation,
                $"{group.Count} images ({Describe(group[0])}) are left out, {bySize[0].Count} ({Describe(bySize[0][0])}) make the volume; the first left out is '{group[0].Path}'"));
        }

        return [.. bySize[0]];
    }

    // A capture of the screen or a report among the images of a volume is left out; a series of nothing else, or mostly that, is no volume.
    private static SliceHeader[] OfVolumes(SliceHeader[] slices, List<SeriesFinding> findings)
    {
        SliceHeader[] placed = [.. slices.Where(slice => Missing(slice) is null && slice.SamplesPerPixel == 1)];
        if (placed.Length == slices.Length)
        {
            return slices;
        }

        SliceHeader[] stray = [.. slices.Except(placed, ReferenceEqualityComparer.Instance).Cast<SliceHeader>()];
        if (placed.Length <= stray.Length)
        {
            var first = stray[0];
            throw Missing(first) is { } absent
                ? new DicomFormatException(first.Path, absent, null, $"is missing{(first.Frame > 0 ? FormattableString.Invariant($" in frame {first.Frame + 1}") : "")}: without it the image has no place in a volume")
                : new DicomFormatException(first.Path, DicomTags.SamplesPerPixel, null, $"is {first.SamplesPerPixel}: colour images are no volume");
        }

        foreach (var reason in stray.GroupBy(slice => Missing(slice) is { } tag ? $"without {Parsing.DicomDictionary.Describe(tag)}" : "in colour", StringComparer.Ordinal))
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.NotOfVolume, $"{reason.Count()} of {slices.Length} images {reason.Key} are left out, the first '{reason.First().Path}'"));
        }

        return placed;
    }

    /// <summary>What an image lacks to have a place in a volume; null when it has all.</summary>
    private static DicomTag? Missing(SliceHeader slice) =>
        slice.Position is null ? DicomTags.ImagePositionPatient
        : slice.Row is null ? DicomTags.ImageOrientationPatient
        : slice.RowSpacing is null ? DicomTags.PixelSpacing
        : slice.Rows <= 0 ? DicomTags.Rows
        : slice.Columns <= 0 ? DicomTags.Columns
        : null;

    private static bool SameGrid(SliceHeader a, SliceHeader b, SeriesOptions options) =>
        a.Rows == b.Rows && a.Columns == b.Columns && a.StackId == b.StackId && SameDirections(a, b, options)
        && Math.Abs(a.RowSpacing!.Value - b.RowSpacing!.Value) <= 1e-4 * a.RowSpacing.Value
        && Math.Abs(a.ColumnSpacing!.Value - b.ColumnSpacing!.Value) <= 1e-4 * a.ColumnSpacing.Value;

    private static bool SameDirections(SliceHeader a, SliceHeader b, SeriesOptions options) =>
        (a.Row!.Value - b.Row!.Value).Length <= options.OrientationTolerance && (a.Column!.Value - b.Column!.Value).Length <= options.OrientationTolerance;

    private static string Describe(SliceHeader slice)
    {
        var (row, column) = (slice.Row!.Value, slice.Column!.Value);
        return FormattableString.Invariant(
            $"{slice.Columns} x {slice.Rows} of {slice.ColumnSpacing:0.###} x {slice.RowSpacing:0.###} mm, directions {row.X:0.##}\\{row.Y:0.##}\\{row.Z:0.##}\\{column.X:0.##}\\{column.Y:0.##}\\{column.Z:0.##}{(slice.StackId.Length > 0 ? $", stack {slice.StackId}" : "")}");
    }
}
