using HccRisk.Core.Columns;
using HccRisk.Radiomics.Glcm;
using HccRisk.Radiomics.Gldzm;
using HccRisk.Radiomics.Glrlm;
using HccRisk.Radiomics.Glszm;
using HccRisk.Radiomics.Intensity;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Morphology.Autocorrelation;
using HccRisk.Radiomics.Ngldm;
using HccRisk.Radiomics.Ngtdm;

namespace HccRisk.Radiomics.Layout;

/// <summary>Features that are asked for together.</summary>
/// <param name="Flag">What asks for them.</param>
/// <param name="Columns">Their columns, without filter, region and series.</param>
internal sealed record FeatureFamily(RadiomicsFamilies Flag, FeatureColumn[] Columns)
{
    /// <summary>Families that need no series, in the order of their columns.</summary>
    internal static readonly FeatureFamily[] OfShape =
    [
        new(RadiomicsFamilies.Morphology, MorphologicalFeatures.Columns),
        new(RadiomicsFamilies.PlanarDiameters, PlanarDiameters.Columns),
        new(RadiomicsFamilies.EnclosingShapes, EnclosingShapes.Columns),
    ];

    /// <summary>Families of a region in a series, in the order of their columns.</summary>
    internal static readonly FeatureFamily[] OfSeries =
    [
        new(RadiomicsFamilies.Morphology, MorphologicalFeatures.SeriesColumns),
        new(RadiomicsFamilies.SpatialAutocorrelation, SpatialAutocorrelation.Columns),
        new(RadiomicsFamilies.LocalIntensity, LocalIntensity.Columns),
        new(RadiomicsFamilies.Statistics, IntensityStatistics.Columns),
        new(RadiomicsFamilies.IntensityHistogram, IntensityHistogram.Columns),
        new(RadiomicsFamilies.IntensityVolumeHistogram, IntensityVolumeHistogram.Columns),
        new(RadiomicsFamilies.Glcm, GlcmFeatures.Columns),
        new(RadiomicsFamilies.MaximalCorrelation, MaximalCorrelation.Columns),
        new(RadiomicsFamilies.Glrlm, GlrlmFeatures.Columns),
        new(RadiomicsFamilies.Glszm, GlszmFeatures.Columns),
        new(RadiomicsFamilies.Gldzm, GldzmFeatures.Columns),
        new(RadiomicsFamilies.Ngtdm, NgtdmFeatures.Columns),
        new(RadiomicsFamilies.Ngldm, NgldmFeatures.Columns),
    ];

    /// <summary>What all its names begin with; families may share it.</summary>
    internal string Name => Columns[0].Name[..Columns[0].Name.IndexOf('_', StringComparison.Ordinal)];
}
