using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Glszm;

/// <summary>
/// Grey level size zone features (IBSI 3.8, 9SAK). In 2-D features are averaged over slices, in 2.5-D slices share a matrix.
/// NaN without a voxel, or with more than 4096 grey levels.
/// </summary>
internal static class GlszmFeatures
{
    internal static readonly FeatureColumn[] Columns = new EmphasisNames
    {
        Small = ("small_zone_emphasis", "5QRC"),
        Large = ("large_zone_emphasis", "48P8"),
        LowLevel = ("low_grey_level_zone_emphasis", "XMSY"),
        HighLevel = ("high_grey_level_zone_emphasis", "5GN9"),
        SmallLowLevel = ("small_zone_low_grey_level_emphasis", "5RAI"),
        SmallHighLevel = ("small_zone_high_grey_level_emphasis", "HW1V"),
        LargeLowLevel = ("large_zone_low_grey_level_emphasis", "YH51"),
        LargeHighLevel = ("large_zone_high_grey_level_emphasis", "J17V"),
        LevelNonUniformity = ("grey_level_non_uniformity", "JNSA"),
        LevelNonUniformityNormalised = ("normalised_grey_level_non_uniformity", "Y1RO"),
        NonUniformity = ("zone_size_non_uniformity", "4JP3"),
        NonUniformityNormalised = ("normalised_zone_size_non_uniformity", "VB3A"),
        Percentage = ("zone_percentage", "P30P"),
        LevelVariance = ("grey_level_variance", "BYLV"),
        Variance = ("zone_size_variance", "3NSA"),
        Entropy = ("zone_size_entropy", "GU8N"),
    }.Columns("glszm");

    /// <param name="grid">The grey levels.</param>
    /// <param name="zones">Their zones.</param>
    /// <param name="options">The aggregation.</param>
    /// <param name="result">Receives a value a column.</param>
    internal static void Compute(LevelGrid grid, ReadOnlySpan<Zone> zones, RadiomicsOptions options, Span<double> result) =>
        ZoneMatrix.Compute(grid, zones, options.GlcmAggregation, byDistance: false, result);
}
