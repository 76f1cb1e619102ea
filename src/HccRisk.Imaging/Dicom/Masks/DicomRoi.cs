namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>One region of a structure set.</summary>
/// <param name="Number">ROINumber.</param>
/// <param name="Name">ROIName; empty when absent.</param>
/// <param name="InterpretedType">RTROIInterpretedType, such as <c>GTV</c>; null when absent.</param>
/// <param name="ContourCount">Contours of every type.</param>
public sealed record DicomRoi(int Number, string Name, string? InterpretedType, int ContourCount);
