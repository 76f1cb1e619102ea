namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>One closed contour in voxel indices of the image: x and y alternate.</summary>
/// <param name="Z">Mean depth of its points.</param>
/// <param name="Span">How far its points differ in depth.</param>
/// <param name="Polygon">Its points.</param>
/// <param name="ExclusiveOr">Whether the file says (CLOSEDPLANAR_XOR, PS3.3 C.8.8.6.3) that it is combined with its like by exclusive or.</param>
internal sealed record Contour(double Z, double Span, double[] Polygon, bool ExclusiveOr);
