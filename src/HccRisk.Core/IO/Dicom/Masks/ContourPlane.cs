namespace HccRisk.Core.IO.Dicom.Masks;

/// <summary>The polygons of one plane, in voxel indices of the image: x and y alternate.</summary>
internal sealed record ContourPlane(double Z, List<double[]> Polygons);
