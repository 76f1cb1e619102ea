using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>The image a mask is put on.</summary>
/// <param name="Grid">Its grid, the axes at right angles.</param>
/// <param name="SeriesUid">Its SeriesInstanceUID, compared with those the mask names; null: not compared.</param>
/// <param name="FrameOfReferenceUid">Its FrameOfReferenceUID, compared with the mask's; null or empty: not compared.</param>
public sealed record MaskTarget(VolumeGeometry Grid, string? SeriesUid = null, string? FrameOfReferenceUid = null)
{
    /// <summary>The grid and identity of an arranged series.</summary>
    /// <param name="layout">The series.</param>
    /// <param name="phase">Which of its volumes, from 0.</param>
    /// <returns>The target.</returns>
    public static MaskTarget Of(SeriesLayout layout, int phase = 0)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new MaskTarget(layout.Phases[phase].Geometry, layout.Series.Uid, layout.Series.FrameOfReferenceUid);
    }

    internal void Compare(IReadOnlyList<string> referenced, string? frameOfReference, string what, List<SeriesFinding> findings)
    {
        if (SeriesUid is { Length: > 0 } && referenced.Count > 0 && !referenced.Contains(SeriesUid, StringComparer.Ordinal))
        {
            findings.Add(new SeriesFinding(SeriesFindingKind.OtherSeries, $"{what} was drawn on series {string.Join(", ", referenced)}, the image is series {SeriesUid}"));
        }

        if (FrameOfReferenceUid is { Length: > 0 } && frameOfReference is { Length: > 0 } && frameOfReference != FrameOfReferenceUid)
        {
            findings.Add(new SeriesFinding(
                SeriesFindingKind.OtherFrameOfReference, $"{what} has the frame of reference {frameOfReference}, the image {FrameOfReferenceUid}: the two are not known to lie in one space"));
        }
    }
}
