using HccRisk.Core.Columns;
using HccRisk.Radiomics.Geometry;
using HccRisk.Radiomics.Preprocessing;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// How much of the oriented box and of the ellipsoid of least volume around the mesh it fills (IBSI 3.1.17, 3.1.18, 3.1.21, 3.1.22).
/// IBSI-1 has no consensus values of them. The ellipsoid's area is IBSI's series, as in <see cref="Morphology.EllipsoidArea"/>.
/// </summary>
internal static class EnclosingShapes
{
    internal static readonly FeatureColumn[] Columns =
    [
        new("morph_volume_density_ombb", null, "ZH1A"),
        new("morph_area_density_ombb", null, "IQYR"),
        new("morph_volume_density_mvee", null, "SWZ1"),
        new("morph_area_density_mvee", null, "BRI8"),
    ];

    internal static void Compute(LesionRegion region, Span<double> result)
    {
        var (area, volume) = MarchingCubes.Measure(region.Inside, region.Width, region.Height, region.Depth, region.Spacing);
        var hull = ConvexHull.Create(SurfaceExtremes.Find(region.Inside, region.Width, region.Height, region.Depth));
        var half = region.Spacing * 0.5;
        var box = OrientedBox.Around(hull, half);
        var ellipsoid = EnclosingEllipsoid.Around(hull.Corners(half));
        result[0] = volume / box.Volume;
        result[1] = area / box.Area;
        result[2] = volume / ellipsoid.Volume;
        result[3] = area / Morphology.EllipsoidArea(ellipsoid.A, ellipsoid.B, ellipsoid.C);
    }
}
