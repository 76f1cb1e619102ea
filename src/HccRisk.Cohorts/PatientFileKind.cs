namespace HccRisk.Cohorts;

/// <summary>What a file of a patient holds.</summary>
public enum PatientFileKind
{
    /// <summary>An MRI series; the name is its phase or sequence. May be a folder of DICOM slices.</summary>
    Mri,

    /// <summary>A lesion mask; the name is the series it was drawn on.</summary>
    Mask,

    /// <summary>A mask of reference tissue (liver away from the lesion).</summary>
    ReferenceMask,

    /// <summary>A whole-slide image.</summary>
    Slide,

    /// <summary>A mask of the whole organ (liver): shells around the lesion are cut to it.</summary>
    OrganMask,
}
