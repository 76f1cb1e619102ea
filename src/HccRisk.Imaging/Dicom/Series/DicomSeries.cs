namespace HccRisk.Imaging.Dicom.Series;

/// <summary>The files of one SeriesInstanceUID: their headers have been read, their pixels not.</summary>
/// <remarks>What it holds does not identify the patient beyond the identifier: names and birth dates are not kept.</remarks>
public sealed class DicomSeries
{
    private readonly SliceHeader[] _slices;

    internal DicomSeries(DicomDataset first, string uid, DicomSeriesKind kind, IReadOnlyList<string> files, SliceHeader[] slices, IReadOnlyList<string> referenced)
    {
        Uid = uid;
        Kind = kind;
        Files = files;
        _slices = slices;
        ReferencedSeriesUids = referenced;
        StudyUid = first.FindString(DicomTags.StudyInstanceUid) ?? "";
        PatientId = first.FindString(DicomTags.PatientId) ?? "";
        Description = first.FindString(DicomTags.SeriesDescription) ?? "";
        ProtocolName = first.FindString(DicomTags.ProtocolName) ?? "";
        Modality = first.FindString(DicomTags.Modality) ?? "";
        FrameOfReferenceUid = first.FindString(DicomTags.FrameOfReferenceUid) ?? "";
        ContrastAgent = first.FindString(DicomTags.ContrastBolusAgent);
        Acquisition = SeriesAcquisition.Of(first);
        Number = Lenient(first, DicomTags.SeriesNumber, static (d, t) => d.FindInt32(t));
        StudyDate = Lenient(first, DicomTags.StudyDate, static (d, t) => d.FindDate(t));
        ContrastTime = Lenient(first, DicomTags.ContrastBolusStartTime, static (d, t) => d.FindTime(t));
    }

    /// <summary>SeriesInstanceUID.</summary>
    public string Uid { get; }

    /// <summary>StudyInstanceUID; empty when absent.</summary>
    public string StudyUid { get; }

    /// <summary>PatientID of the first file; empty when absent.</summary>
    public string PatientId { get; }

    /// <summary>SeriesDescription; empty when absent.</summary>
    public string Description { get; }

    /// <summary>ProtocolName; empty when absent.</summary>
    public string ProtocolName { get; }

    /// <summary>Modality, such as <c>MR</c>; empty when absent.</summary>
    public string Modality { get; }

    /// <summary>FrameOfReferenceUID of the first file: series that share it lie in one space; empty when absent.</summary>
    public string FrameOfReferenceUid { get; }

    /// <summary>ContrastBolusAgent; null when absent.</summary>
    public string? ContrastAgent { get; }

    /// <summary>How it was taken, as its first file says.</summary>
    internal SeriesAcquisition Acquisition { get; }

    /// <summary>SeriesNumber; null when absent or unreadable.</summary>
    public int? Number { get; }

    /// <summary>StudyDate; null when absent or unreadable.</summary>
    public DateOnly? StudyDate { get; }

    /// <summary>ContrastBolusStartTime, the time of day of the injection; null when absent or unreadable.</summary>
    public TimeOnly? ContrastTime { get; }

    /// <summary>What the files hold.</summary>
    public DicomSeriesKind Kind { get; }

    /// <summary>The files, in ordinal order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Images, the frames of multi-frame files counted; 0 for a series that holds none.</summary>
    public int SliceCount => _slices.Length;

    /// <summary>When the first image was taken (acquisition, else content time), without date where there is none; null when no file tells.</summary>
    public DateTime? FirstTime => _slices.Min(slice => slice.Time);

    /// <summary>True when every image is marked as a localiser.</summary>
    public bool IsLocaliser => _slices.Length > 0 && Array.TrueForAll(_slices, slice => slice.IsLocaliser);

    /// <summary>The series that segmentations or structure sets name as theirs; empty for images.</summary>
    public IReadOnlyList<string> ReferencedSeriesUids { get; }

    /// <summary>Arranges the images into one volume a time point, by position along the slice normal; no pixel is read.</summary>
    /// <param name="options">Tolerances; null: the defaults.</param>
    /// <returns>The time points with their grids, and what is odd.</returns>
    /// <exception cref="DicomFormatException">An image lacks position, orientation, pixel spacing or size; the message names file and tag.</exception>
    /// <exception cref="ImageFormatException">No volume is possible: no image, several patients, groups of images none of which is the largest, too many images at the same positions, a sheared stack.</exception>
    public SeriesLayout Arrange(SeriesOptions? options = null)
    {
        options ??= new SeriesOptions();
        options.Validate();
        return SeriesArranger.Arrange(this, _slices, options);
    }

    /// <summary>Arranges and reads the volumes, one a time point.</summary>
    /// <param name="options">Tolerances; null: the defaults.</param>
    /// <param name="cancellationToken">Checked before each image.</param>
    /// <returns>The volumes in the order of time.</returns>
    /// <exception cref="DicomFormatException">As <see cref="Arrange"/>, or an image cannot be decoded.</exception>
    /// <exception cref="ImageFormatException">As <see cref="Arrange"/>, or slices are not evenly spaced and the options reject that.</exception>
    public IReadOnlyList<Volume<float>> ReadVolumes(SeriesOptions? options = null, CancellationToken cancellationToken = default) =>
        Arrange(options).ReadVolumes(cancellationToken);

    /// <summary>Number, description, size and identifier, as errors list series.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"series {(Number is { } number ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : "without number")} '{Description}' ({Modality}, {SliceCount} slices, patient '{PatientId}', {Uid})");

    private static T? Lenient<T>(DicomDataset dataset, DicomTag tag, Func<DicomDataset, DicomTag, T?> read)
        where T : struct
    {
        try
        {
            return read(dataset, tag);
        }
        catch (DicomFormatException)
        {
            return null;
        }
    }
}
