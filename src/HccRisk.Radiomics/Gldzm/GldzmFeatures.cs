using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Gldzm;

/// <summary>
/// Grey level distance zone features (IBSI 3.9, VMDZ). In 2-D features are averaged over slices, in 2.5-D slices share a matrix.
/// NaN without a voxel, or with more than 4096 grey levels.
/// </summary>
internal static class GldzmFeatures
{
    internal static readonly FeatureColumn[] Columns = new EmphasisNames
    {
        Small = ("small_distance_emphasis", "0GBI"),
        Large = ("large_distance_emphasis", "MB4I"),
        LowLevel = ("low_grey_level_zone_emphasis", "S1RA"),
        HighLevel = ("high_grey_level_zone_emphasis", "K26C"),
        SmallLowLevel = ("small_distance_low_grey_level_emphasis", "RUVG"),
        SmallHighLevel = ("small_distance_high_grey_level_emphasis", "DKNJ"),
        LargeLowLevel = ("large_distance_low_grey_level_emphasis", "A7WM"),
        LargeHighLevel = ("large_distance_high_grey_level_emphasis", "KLTH"),
        LevelNonUniformity = ("grey_level_non_uniformity", "VFT7"),
        LevelNonUniformityNormalised = ("normalised_grey_level_non_uniformity", "7HP3"),
        NonUniformity = ("zone_distance_non_uniformity", "V294"),
        NonUniformityNormalised = ("normalised_zone_distance_non_uniformity", "IATH"),
        Percentage = ("zone_percentage", "VIWW"),
        LevelVariance = ("grey_level_variance", "QK93"),
        Variance = ("zone_distance_variance", "7WT1"),
        Entropy = ("zone_distance_entropy", "GBDU"),
    }.Columns("gldzm");

    /// <param name="grid">The grey levels.</param>
    /// <param name="zones">Their zones, with distances.</param>
    /// <param name="options">The aggregation.</param>
    /// <param name="result">Receives a value a column.</param>
    internal static void Compute(LevelGrid grid, ReadOnlySpan<Zone> zones, RadiomicsOptions options, Span<double> result) =>
        ZoneMatrix.Compute(grid, zones, options.GlcmAggregation, byDistance: true, result);
}
