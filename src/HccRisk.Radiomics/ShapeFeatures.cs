using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics;

/// <summary>The features of a region that no series takes part in, family by family.</summary>
internal static class ShapeFeatures
{
    /// <param name="region">The region.</param>
    /// <param name="part">Which features, and their place.</param>
    /// <param name="values">Those of all columns; receives them.</param>
    /// <returns>The volume of the mesh; NaN when morphology is not asked for.</returns>
    internal static double Compute(LesionRegion region, FeaturePart part, double[] values)
    {
        var meshVolume = double.NaN;
        if (part.Of(values, RadiomicsFamilies.Morphology).Span is { IsEmpty: false } morphology)
        {
            MorphologicalFeatures.Compute(region, morphology);
            meshVolume = FeatureFields.In<MorphologicalValues>(morphology).VolumeMesh;
        }

        if (part.Of(values, RadiomicsFamilies.PlanarDiameters).Span is { IsEmpty: false } diameters)
        {
            PlanarDiameters.Compute(region, diameters);
        }

        if (part.Of(values, RadiomicsFamilies.EnclosingShapes).Span is { IsEmpty: false } densities)
        {
            EnclosingShapes.Compute(region, densities);
        }

        return meshVolume;
    }
}
