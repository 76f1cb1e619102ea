namespace HccRisk.Cohorts.Scanning;

/// <summary>What makes two files the files of one patient.</summary>
public enum PatientIdentity
{
    /// <summary>PatientID of DICOM files; other files belong to the patient whose identifier their folder or name has.</summary>
    Id,

    /// <summary>The folder below the scanned one.</summary>
    Folder,
}
