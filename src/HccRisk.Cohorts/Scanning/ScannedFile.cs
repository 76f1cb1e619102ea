using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>One line of the manifest to be.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Phase, series the mask was drawn on, or block of a slide.</param>
/// <param name="Sources">The files it is made of, as full paths.</param>
public sealed record ScannedFile(PatientFileKind Kind, string Name, IReadOnlyList<string> Sources)
{
    /// <summary>The volume, when it is one of a DICOM series.</summary>
    internal SeriesPhase? Phase { get; init; }

    /// <summary>The series of the volume.</summary>
    internal DicomSeries? Series { get; init; }

    /// <summary>Which volume of the series, from 1, when it has several.</summary>
    internal int? Volume { get; init; }

    /// <summary>The mask, when it is a segment or region of a DICOM file.</summary>
    internal DicomMaskSource? Mask { get; init; }
}
