namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>One segment of a DICOM segmentation.</summary>
/// <param name="Number">SegmentNumber.</param>
/// <param name="Label">SegmentLabel.</param>
/// <param name="Description">SegmentDescription; null when absent.</param>
/// <param name="Category">What sort of thing it is, such as tissue; null when absent.</param>
/// <param name="Type">What it is, such as liver; null when absent.</param>
/// <param name="FrameCount">Frames that hold it.</param>
public sealed record DicomSegment(int Number, string Label, string? Description, DicomCode? Category, DicomCode? Type, int FrameCount);
