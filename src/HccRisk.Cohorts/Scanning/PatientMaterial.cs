using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>What lies on disk for one patient, before anything is chosen.</summary>
internal sealed record PatientMaterial(string RawId, string Id)
{
    public List<DicomSeries> Series { get; } = [];

    /// <summary>NIfTI and NRRD images and masks.</summary>
    public List<string> Images { get; } = [];

    public List<string> Slides { get; } = [];

    /// <summary>Series with text drawn into the pixels of any file, or of a kind that is made with text, and which elements say so.</summary>
    public List<(DicomSeries Series, string Elements)> BurnedIn { get; } = [];

    public bool WithoutPatientId { get; set; }
}
