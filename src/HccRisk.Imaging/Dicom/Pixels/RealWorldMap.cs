namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>A real-world value map (PS3.3 C.7.6.16.2.11): a line or a table for the stored values from the first to the last mapped.</summary>
internal sealed record RealWorldMap(double First, double Last, double Slope, double Intercept, double[]? Table)
{
    private static readonly DicomTag LutData = new(0x0040, 0x9212);
    private static readonly DicomTag FirstDouble = new(0x0040, 0x9214);
    private static readonly DicomTag LastDouble = new(0x0040, 0x9213);
    private static readonly DicomTag FirstMapped = new(0x0040, 0x9216);
    private static readonly DicomTag LastMapped = new(0x0040, 0x9211);

    /// <summary>The maps of a frame: its own, else those all frames share, else the data set's.</summary>
    internal static RealWorldMap[] Find(DicomDataset dataset, DicomDataset? own, DicomDataset? shared)
    {
        foreach (var holder in new[] { own, shared, dataset })
        {
            if (holder?.GetSequence(DicomTags.RealWorldValueMappingSequence) is { Count: > 0 } items)
            {
                return [.. items.Select(Of).OfType<RealWorldMap>().DistinctBy(map => (map.First, map.Last, map.Slope, map.Intercept, map.Table?.Length, map.Table?.Sum()))];
            }
        }

        return [];
    }

    internal double Apply(double stored) =>
        stored < First || stored > Last ? double.NaN : Table is null ? (stored * Slope) + Intercept : Table[(int)(stored - First)];

    private static RealWorldMap? Of(DicomDataset item)
    {
        var first = item.FindDouble(FirstDouble) ?? item.FindDouble(FirstMapped);
        var last = item.FindDouble(LastDouble) ?? item.FindDouble(LastMapped);
        if (item.GetDoubles(LutData) is { Length: > 0 } table)
        {
            var from = first ?? 0;
            return last is { } to && to - from + 1 != table.Length
                ? throw new DicomFormatException(item.FilePath, LutData, null, FormattableString.Invariant($"has {table.Length} entries, those from {from} to {to} are {to - from + 1}"))
                : new RealWorldMap(from, from + table.Length - 1, 0, 0, table);
        }

        return item.FindDouble(DicomTags.RealWorldValueSlope) is { } slope && slope != 0 && double.IsFinite(slope)
            ? new RealWorldMap(first ?? double.NegativeInfinity, last ?? double.PositiveInfinity, slope, item.FindDouble(DicomTags.RealWorldValueIntercept) ?? 0, null)
            : null;
    }
}
