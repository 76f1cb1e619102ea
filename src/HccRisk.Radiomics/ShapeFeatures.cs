using HccRisk.Core.Columns;
using HccRisk.Radiomics.Families;
using HccRisk.Radiomics.Preprocessing;

namespace HccRisk.Radiomics;

/// <summary>The features of a region that no series takes part in, family by family.</summary>
internal static class ShapeFeatures
{
    internal static IEnumerable<FeatureColumn> Columns(RadiomicsFamilies families)
    {
        IEnumerable<FeatureColumn> columns = [];
        columns = families.HasFlag(RadiomicsFamilies.Morphology) ? columns.Concat(Morphology.Columns) : columns;
        columns = families.HasFlag(RadiomicsFamilies.PlanarDiameters) ? columns.Concat(PlanarDiameters.Columns) : columns;
        return families.HasFlag(RadiomicsFamilies.EnclosingShapes) ? columns.Concat(EnclosingShapes.Columns) : columns;
    }

    /// <returns>The volume of the mesh; NaN when morphology is not asked for.</returns>
    internal static double Compute(LesionRegion region, RadiomicsFamilies families, Span<double> result)
    {
        var meshVolume = double.NaN;
        if (families.HasFlag(RadiomicsFamilies.Morphology))
        {
            Morphology.Compute(region, result[..Morphology.Columns.Length]);
            meshVolume = result[0];
            result = result[Morphology.Columns.Length..];
        }

        if (families.HasFlag(RadiomicsFamilies.PlanarDiameters))
        {
            PlanarDiameters.Compute(region, result[..PlanarDiameters.Columns.Length]);
            result = result[PlanarDiameters.Columns.Length..];
        }

        if (families.HasFlag(RadiomicsFamilies.EnclosingShapes))
        {
            EnclosingShapes.Compute(region, result);
        }

        return meshVolume;
    }
}
