namespace HccRisk.Imaging.Dicom.Series;

/// <summary>What the files of a series hold.</summary>
public enum DicomSeriesKind
{
    /// <summary>Images: files with rows and columns.</summary>
    Image,

    /// <summary>DICOM segmentations (SEG).</summary>
    Segmentation,

    /// <summary>Radiotherapy structure sets (RTSTRUCT).</summary>
    StructureSet,

    /// <summary>Anything else: reports, presentation states...</summary>
    Other,
}
