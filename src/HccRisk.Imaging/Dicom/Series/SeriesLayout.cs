namespace HccRisk.Imaging.Dicom.Series;

/// <summary>The images of a series arranged into volumes.</summary>
public sealed class SeriesLayout
{
    internal SeriesLayout(DicomSeries series, IReadOnlyList<SeriesPhase> phases, IReadOnlyList<SeriesFinding> findings, string? splitBy)
    {
        Series = series;
        Phases = phases;
        Findings = findings;
        SplitBy = splitBy;
    }

    /// <summary>The series.</summary>
    public DicomSeries Series { get; }

    /// <summary>The volumes: one, or one a time point (echo, b-value, kind of image) in order.</summary>
    public IReadOnlyList<SeriesPhase> Phases { get; }

    /// <summary>What is odd; empty for a regular series.</summary>
    public IReadOnlyList<SeriesFinding> Findings { get; }

    /// <summary>What told the volumes apart, such as <c>AcquisitionNumber</c>; null when there is one.</summary>
    public string? SplitBy { get; }

    /// <summary>Reads all volumes, the images of all of them on all cores.</summary>
    /// <param name="cancellationToken">Checked before each image.</param>
    /// <returns>The volumes in the order of <see cref="Phases"/>; values rescaled to the unit of the modality.</returns>
    /// <exception cref="DicomFormatException">An image cannot be decoded, is in colour, or is not what its header said.</exception>
    /// <exception cref="ImageFormatException">The slices are not evenly spaced, and the options reject that.</exception>
    public IReadOnlyList<Volume<float>> ReadVolumes(CancellationToken cancellationToken = default) => VolumeLoader.Read(Phases, cancellationToken);
}
