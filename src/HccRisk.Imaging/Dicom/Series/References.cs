namespace HccRisk.Imaging.Dicom.Series;

/// <summary>Which series segmentations and structure sets say they were drawn on.</summary>
internal static class References
{
    internal static IReadOnlyList<string> Series(DicomDataset dataset) =>
    [
        .. dataset.GetSequence(DicomTags.ReferencedSeriesSequence)
            .Concat(dataset.GetSequence(DicomTags.ReferencedFrameOfReferenceSequence)
                .SelectMany(frame => frame.GetSequence(DicomTags.RtReferencedStudySequence))
                .SelectMany(study => study.GetSequence(DicomTags.RtReferencedSeriesSequence)))
            .Select(series => series.FindString(DicomTags.SeriesInstanceUid))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal),
    ];
}
