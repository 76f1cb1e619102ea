
namespace HccRisk.Imaging.Dicom.Series;

/// <summary>Which images at the same position belong to which volume.</summary>
/// <remarks>
/// What tells them apart is the first attribute, or pair of attributes, whose values are as many as there are images at the fullest
/// position, with no two images of one value at one position; then the order in time at each position; then that of instance numbers.
/// </remarks>
internal static class PhaseSplitter
{
    // What differs besides time (echo, b-value, kind of image) also differs in time, so it is asked first.
    private static readonly (string Name, Func<SliceHeader, IComparable?> Of)[] Keys =
    [
        (nameof(DicomTags.TemporalPositionIdentifier), slice => slice.TemporalPosition),
        (nameof(DicomTags.EchoTime), slice => slice.EchoTime),
        (nameof(DicomTags.DiffusionBValue), slice => slice.DiffusionB),
        (nameof(DicomTags.ImageType), slice => slice.ImageType.Length > 0 ? slice.ImageType : null),
        (nameof(DicomTags.AcquisitionNumber), slice => slice.Acquisition),
        (nameof(DicomTags.TriggerTime), slice => slice.TriggerTime),
        (nameof(DicomTags.AcquisitionTime), slice => slice.AcquisitionTime),
        (nameof(DicomTags.ContentTime), slice => slice.ContentTime),
    ];

    internal static (IReadOnlyList<IReadOnlyList<SliceHeader>> Groups, string? By) Split(
        DicomSeries series, SliceHeader[] slices, Vector3D normal, SeriesOptions options, List<SeriesFinding> findings)
    {
        var placed = Place(slices, normal, options.PositionTolerance);
        int[] multiplicity = [.. placed.GroupBy(p => p.Place).OrderBy(g => g.Key).Select(g => g.Count())];
        var count = multiplicity.Max();
        // Time points whose slices lie between one another's are at no common position, yet named.
        if (count == 1 && placed.Select(p => p.Slice.TemporalPosition).Distinct().Count() is > 1 and var named && named <= slices.Length / 2)
        {
            count = named;
        }

        if (count > 1 && ByKey(placed, count) is { } found)
        {
            return found;
        }

        if (multiplicity.Max() == 1)
        {
            return ([slices], null);
        }

        if (Array.TrueForAll(multiplicity, m => m == count))
        {
            foreach (var (name, of) in Keys[^3..])
            {
                if (ByRank(placed, count, of) is { } ranked)
                {
                    return (ranked, name);
                }
            }

            if (ByRank(placed, count, slice => slice.Instance) is { } numbered)
            {
                findings.Add(new SeriesFinding(
                    SeriesFindingKind.PhasesByInstanceNumber, $"{count} images at each of {multiplicity.Length} positions, told apart by nothing but their instance numbers"));
                return (numbered, nameof(DicomTags.InstanceNumber));
            }
        }

        var surplus = slices.Length - multiplicity.Length;
        var example = placed.GroupBy(p => p.Place).First(g => g.Count() > 1).Select(p => p.Slice).ToArray();
        if (surplus > slices.Length / 10)
        {
            throw SeriesArranger.Impossible(
                series, null, $"has {slices.Length} images at {multiplicity.Length} positions, up to {count} at one, and nothing that tells volumes apart; for example '{example[0].Path}' and '{example[1].Path}'");
        }

        findings.Add(new SeriesFinding(
            SeriesFindingKind.DuplicatePosition,
            $"{surplus} images at positions that have one already are left out, the first '{example[1].Path}' beside '{example[0].Path}'"));
        return ([[.. placed.GroupBy(p => p.Place).Select(g => g.Select(p => p.Slice).OrderBy(s => s.Instance ?? double.MaxValue).ThenBy(s => s.Path, StringComparer.Ordinal).First())]], null);
    }

    private static (SliceHeader Slice, int Place)[] Place(SliceHeader[] slices, Vector3D normal, double tolerance)
    {
        var ordered = slices.Select(slice => (Slice: slice, At: slice.Position!.Value.Dot(normal))).OrderBy(p => p.At).ToArray();
        var placed = new (SliceHeader, int)[slices.Length];
        var (place, start) = (0, ordered[0].At);
        for (var i = 0; i < ordered.Length; i++)
        {
            if (ordered[i].At - start > tolerance)
            {
                (place, start) = (place + 1, ordered[i].At);
            }

            placed[i] = (ordered[i].Slice, place);
        }

        return placed;
    }

    private static (IReadOnlyList<IReadOnlyList<SliceHeader>>, string)? ByKey((SliceHeader Slice, int Place)[] placed, int count)
    {
        foreach (var (name, of) in Keys)
        {
            if (ByValues(placed, count, slice => (of(slice), null)) is { } groups)
            {
                return (groups, name);
            }
        }

        for (var i = 0; i < Keys.Length; i++)
        {
            for (var j = i + 1; j < Keys.Length; j++)
            {
                if (ByValues(placed, count, slice => (Keys[i].Of(slice), Keys[j].Of(slice))) is { } groups)
                {
                    return (groups, $"{Keys[i].Name} and {Keys[j].Name}");
                }
            }
        }

        return null;
    }

    private static IReadOnlyList<IReadOnlyList<SliceHeader>>? ByValues(
        (SliceHeader Slice, int Place)[] placed, int count, Func<SliceHeader, (IComparable? First, IComparable? Second)> values)
    {
        var groups = placed.GroupBy(p => values(p.Slice)).ToArray();
        return groups.Length == count
            && Array.TrueForAll(groups, group => group.Key.First is not null && group.Select(p => p.Place).Distinct().Count() == group.Count())
            ? [.. groups.OrderBy(group => group.Key).Select(group => group.Select(p => p.Slice).ToArray())]
            : null;
    }

    private static SliceHeader[][]? ByRank((SliceHeader Slice, int Place)[] placed, int count, Func<SliceHeader, IComparable?> of)
    {
        var groups = Enumerable.Range(0, count).Select(_ => new List<SliceHeader>()).ToArray();
        foreach (var position in placed.GroupBy(p => p.Place))
        {
            var ordered = position.Select(p => (p.Slice, Value: of(p.Slice))).OrderBy(p => p.Value).ToArray();
            if (ordered.Any(p => p.Value is null) || ordered.Select(p => p.Value).Distinct().Count() < count)
            {
                return null;
            }

            for (var i = 0; i < count; i++)
            {
                groups[i].Add(ordered[i].Slice);
            }
        }

        return [.. groups.Select(group => group.ToArray())];
    }
}
