namespace HccRisk.Imaging.Dicom.Parsing;

/// <summary>A piece of encapsulated data: where its bytes are.</summary>
internal readonly record struct Fragment(long Offset, uint Length);
