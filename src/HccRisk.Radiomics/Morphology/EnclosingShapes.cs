using HccRisk.Core.Columns;
using HccRisk.Radiomics.Morphology.Geometry;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Morphology;

/// <summary>
/// How much of the oriented box and of the ellipsoid of least volume around the mesh it fills (IBSI 3.1.17, 3.1.18, 3.1.21, 3.1.22).
/// IBSI-1 has no consensus values of them. The ellipsoid's area is IBSI's series, as in <see cref="MorphologicalFeatures.EllipsoidArea"/>.
/// </summary>
internal static class EnclosingShapes
{
    /// <summary>In the order of <see cref="EnclosingShapeValues"/>.</summary>
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
        ref var densities = ref FeatureFields.In<EnclosingShapeValues>(result);
        densities.VolumeDensityOmbb = volume / box.Volume;
        densities.AreaDensityOmbb = area / box.Area;
        densities.VolumeDensityMvee = volume / ellipsoid.Volume;
        densities.AreaDensityMvee = area / MorphologicalFeatures.EllipsoidArea(ellipsoid.A, ellipsoid.B, ellipsoid.C);
    }
}
