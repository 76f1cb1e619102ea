namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>The contours put on one slice, by the planes they were drawn in: a list of one unless several drawn planes fall on the slice.</summary>
internal sealed record ContourPlane(double Z, List<Contour[]> Drawn)
{
    internal IEnumerable<double[]> Polygons => Drawn.SelectMany(contours => contours).Select(contour => contour.Polygon);
}
