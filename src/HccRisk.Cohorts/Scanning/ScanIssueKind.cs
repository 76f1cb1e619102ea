namespace HccRisk.Cohorts.Scanning;

/// <summary>What is missing or odd about a patient.</summary>
public enum ScanIssueKind
{
    /// <summary>The chosen MRI is older than allowed before surgery.</summary>
    MriTooOld,

    /// <summary>The only MRI is of a day after surgery; it is not used.</summary>
    MriAfterSurgery,

    /// <summary>A required phase was not found.</summary>
    MissingPhase,

    /// <summary>There is no MRI at all.</summary>
    NoMri,

    /// <summary>There is no lesion mask.</summary>
    NoMask,

    /// <summary>There is no slide.</summary>
    NoSlide,

    /// <summary>Several images, masks or studies could be meant; the message says which was taken.</summary>
    SeveralCandidates,

    /// <summary>A phase was told by timing or order alone.</summary>
    UncertainPhase,

    /// <summary>Gaps, duplicates, unequal spacing or another oddity of a series or mask.</summary>
    Geometry,

    /// <summary>A series or mask that cannot be used.</summary>
    Unusable,

    /// <summary>In the images, not in the clinical table.</summary>
    NotInClinicalTable,

    /// <summary>In the clinical table, without any image.</summary>
    NotInImages,

    /// <summary>No surgery date, or one that is no date: intervals are unknown.</summary>
    NoSurgeryDate,

    /// <summary>DICOM files without PatientID: their folder stands for it.</summary>
    NoPatientId,

    /// <summary>Something that identifies the patient is in the pixels or in a path that the manifest names.</summary>
    Identifying,

    /// <summary>The series of the patient have pixel values by different rules, which cannot be compared between them.</summary>
    PixelValues,
}
