namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>The rule by which the pixels of a frame become values, what it needs, and why a rule that comes before it was not taken.</summary>
internal sealed record ScalingChoice(PixelScaling Rule, PhilipsScale? Philips = null, RealWorldMap? Map = null, string? Passed = null)
{
    private const string Maker = "Philips";

    /// <summary>Chooses the rule, without reading pixels.</summary>
    /// <param name="dataset">The file.</param>
    /// <param name="own">The functional groups of the frame; null for a classic file.</param>
    /// <param name="shared">Those all frames share; null for none.</param>
    internal static ScalingChoice Of(DicomDataset dataset, DicomDataset? own, DicomDataset? shared)
    {
        var scale = PhilipsScale.Find(dataset, own, shared);
        if (scale is { IsUsable: true })
        {
            return new ScalingChoice(PixelScaling.PhilipsPrivate, Philips: scale);
        }

        var passed = scale is not null ? FormattableString.Invariant($"the private scale slope of Philips is {scale.Slope} and cannot be used") : null;
        var maps = RealWorldMap.Find(dataset, own, shared);
        if (maps.Length == 1)
        {
            return new ScalingChoice(PixelScaling.RealWorldValue, Map: maps[0], Passed: passed);
        }

        passed ??= maps.Length > 1 ? $"there are {maps.Length} real-world value maps that differ: none is applied"
            : IsDisplayOnly(dataset, own, shared) ? "the file is of Philips MR with a rescale slope and without the private scale slope: its values are those of the display, not comparable between series"
            : null;
        var hasLine = Transformation(own) is not null || Transformation(shared) is not null;
        return new ScalingChoice(!hasLine && dataset.GetSequence(DicomTags.ModalityLutSequence).Count > 0 ? PixelScaling.ModalityTable : PixelScaling.Rescale, Passed: passed);
    }

    /// <summary>The item that holds slope and intercept of a frame.</summary>
    internal static DicomDataset? Transformation(DicomDataset? group) => group?.GetSequence(DicomTags.PixelValueTransformationSequence) is [var item, ..] ? item : null;

    private static bool IsDisplayOnly(DicomDataset dataset, DicomDataset? own, DicomDataset? shared) =>
        dataset.FindString(DicomTags.Modality) == "MR" && dataset.FindString(DicomTags.Manufacturer)?.StartsWith(Maker, StringComparison.OrdinalIgnoreCase) == true
        && (Transformation(own) ?? Transformation(shared) ?? dataset).FindDouble(DicomTags.RescaleSlope) is not (null or 1);
}
