using HccRisk.Core.Imaging;
using HccRisk.Core.Tables;
using HccRisk.Features.Radiomics.Discretisation;
using HccRisk.Features.Radiomics.Preprocessing;

namespace HccRisk.Features.Radiomics.Presets;

/// <summary>The features of pyradiomics by its names.</summary>
internal static class PyradiomicsNames
{
    internal const string Prefix = "original_";

    /// <summary>Our column, without its prefix, and its name, in the order of its classes.</summary>
    internal static readonly (string Column, string Name)[] Names =
    [
        ("stat_percentile_10", "firstorder_10Percentile"), ("stat_percentile_90", "firstorder_90Percentile"), ("stat_energy", "firstorder_Energy"),
        ("ih_entropy", "firstorder_Entropy"), ("stat_interquartile_range", "firstorder_InterquartileRange"),
        ("stat_excess_kurtosis", "firstorder_Kurtosis"), ("stat_maximum", "firstorder_Maximum"),
        ("stat_mean_absolute_deviation", "firstorder_MeanAbsoluteDeviation"), ("stat_mean", "firstorder_Mean"), ("stat_median", "firstorder_Median"),
        ("stat_minimum", "firstorder_Minimum"), ("stat_range", "firstorder_Range"),
        ("stat_robust_mean_absolute_deviation", "firstorder_RobustMeanAbsoluteDeviation"), ("stat_root_mean_square", "firstorder_RootMeanSquared"),
        ("stat_skewness", "firstorder_Skewness"), ("stat_energy", "firstorder_TotalEnergy"), ("ih_uniformity", "firstorder_Uniformity"),
        ("stat_variance", "firstorder_Variance"), ("morph_elongation", "shape_Elongation"), ("morph_flatness", "shape_Flatness"),
        ("morph_least_axis_length", "shape_LeastAxisLength"), ("morph_major_axis_length", "shape_MajorAxisLength"),
        ("morph_maximum_diameter_column", "shape_Maximum2DDiameterColumn"), ("morph_maximum_diameter_row", "shape_Maximum2DDiameterRow"),
        ("morph_maximum_diameter_slice", "shape_Maximum2DDiameterSlice"), ("morph_maximum_diameter", "shape_Maximum3DDiameter"),
        ("morph_volume_mesh", "shape_MeshVolume"), ("morph_minor_axis_length", "shape_MinorAxisLength"), ("morph_sphericity", "shape_Sphericity"),
        ("morph_surface_area", "shape_SurfaceArea"), ("morph_surface_to_volume", "shape_SurfaceVolumeRatio"),
        ("morph_volume_voxels", "shape_VoxelVolume"), ("glcm_autocorrelation", "glcm_Autocorrelation"),
        ("glcm_cluster_prominence", "glcm_ClusterProminence"), ("glcm_cluster_shade", "glcm_ClusterShade"),
        ("glcm_cluster_tendency", "glcm_ClusterTendency"), ("glcm_contrast", "glcm_Contrast"), ("glcm_correlation", "glcm_Correlation"),
        ("glcm_difference_average", "glcm_DifferenceAverage"), ("glcm_difference_entropy", "glcm_DifferenceEntropy"),
        ("glcm_difference_variance", "glcm_DifferenceVariance"), ("glcm_inverse_difference", "glcm_Id"),
        ("glcm_inverse_difference_moment", "glcm_Idm"), ("glcm_normalised_inverse_difference_moment", "glcm_Idmn"),
        ("glcm_normalised_inverse_difference", "glcm_Idn"), ("glcm_information_correlation_1", "glcm_Imc1"),
        ("glcm_information_correlation_2", "glcm_Imc2"), ("glcm_inverse_variance", "glcm_InverseVariance"),
        ("glcm_joint_average", "glcm_JointAverage"), ("glcm_angular_second_moment", "glcm_JointEnergy"), ("glcm_joint_entropy", "glcm_JointEntropy"),
        ("glcm_maximal_correlation_coefficient", "glcm_MCC"), ("glcm_joint_maximum", "glcm_MaximumProbability"),
        ("glcm_sum_average", "glcm_SumAverage"), ("glcm_sum_entropy", "glcm_SumEntropy"), ("glcm_joint_variance", "glcm_SumSquares"),
        ("glrlm_grey_level_non_uniformity", "glrlm_GrayLevelNonUniformity"),
        ("glrlm_normalised_grey_level_non_uniformity", "glrlm_GrayLevelNonUniformityNormalized"),
        ("glrlm_grey_level_variance", "glrlm_GrayLevelVariance"), ("glrlm_high_grey_level_run_emphasis", "glrlm_HighGrayLevelRunEmphasis"),
        ("glrlm_long_runs_emphasis", "glrlm_LongRunEmphasis"), ("glrlm_long_run_high_grey_level_emphasis", "glrlm_LongRunHighGrayLevelEmphasis"),
        ("glrlm_long_run_low_grey_level_emphasis", "glrlm_LongRunLowGrayLevelEmphasis"),
        ("glrlm_low_grey_level_run_emphasis", "glrlm_LowGrayLevelRunEmphasis"), ("glrlm_run_entropy", "glrlm_RunEntropy"),
        ("glrlm_run_length_non_uniformity", "glrlm_RunLengthNonUniformity"),
        ("glrlm_normalised_run_length_non_uniformity", "glrlm_RunLengthNonUniformityNormalized"), ("glrlm_run_percentage", "glrlm_RunPercentage"),
        ("glrlm_run_length_variance", "glrlm_RunVariance"), ("glrlm_short_runs_emphasis", "glrlm_ShortRunEmphasis"),
        ("glrlm_short_run_high_grey_level_emphasis", "glrlm_ShortRunHighGrayLevelEmphasis"),
        ("glrlm_short_run_low_grey_level_emphasis", "glrlm_ShortRunLowGrayLevelEmphasis"),
        ("glszm_grey_level_non_uniformity", "glszm_GrayLevelNonUniformity"),
        ("glszm_normalised_grey_level_non_uniformity", "glszm_GrayLevelNonUniformityNormalized"),
        ("glszm_grey_level_variance", "glszm_GrayLevelVariance"), ("glszm_high_grey_level_zone_emphasis", "glszm_HighGrayLevelZoneEmphasis"),
        ("glszm_large_zone_emphasis", "glszm_LargeAreaEmphasis"),
        ("glszm_large_zone_high_grey_level_emphasis", "glszm_LargeAreaHighGrayLevelEmphasis"),
        ("glszm_large_zone_low_grey_level_emphasis", "glszm_LargeAreaLowGrayLevelEmphasis"),
        ("glszm_low_grey_level_zone_emphasis", "glszm_LowGrayLevelZoneEmphasis"), ("glszm_zone_size_non_uniformity", "glszm_SizeZoneNonUniformity"),
        ("glszm_normalised_zone_size_non_uniformity", "glszm_SizeZoneNonUniformityNormalized"),
        ("glszm_small_zone_emphasis", "glszm_SmallAreaEmphasis"),
        ("glszm_small_zone_high_grey_level_emphasis", "glszm_SmallAreaHighGrayLevelEmphasis"),
        ("glszm_small_zone_low_grey_level_emphasis", "glszm_SmallAreaLowGrayLevelEmphasis"), ("glszm_zone_size_entropy", "glszm_ZoneEntropy"),
        ("glszm_zone_percentage", "glszm_ZonePercentage"), ("glszm_zone_size_variance", "glszm_ZoneVariance"),
        ("ngldm_dependence_count_entropy", "gldm_DependenceEntropy"), ("ngldm_dependence_count_non_uniformity", "gldm_DependenceNonUniformity"),
        ("ngldm_normalised_dependence_count_non_uniformity", "gldm_DependenceNonUniformityNormalized"),
        ("ngldm_dependence_count_variance", "gldm_DependenceVariance"), ("ngldm_grey_level_non_uniformity", "gldm_GrayLevelNonUniformity"),
        ("ngldm_grey_level_variance", "gldm_GrayLevelVariance"), ("ngldm_high_grey_level_count_emphasis", "gldm_HighGrayLevelEmphasis"),
        ("ngldm_high_dependence_emphasis", "gldm_LargeDependenceEmphasis"),
        ("ngldm_high_dependence_high_grey_level_emphasis", "gldm_LargeDependenceHighGrayLevelEmphasis"),
        ("ngldm_high_dependence_low_grey_level_emphasis", "gldm_LargeDependenceLowGrayLevelEmphasis"),
        ("ngldm_low_grey_level_count_emphasis", "gldm_LowGrayLevelEmphasis"), ("ngldm_low_dependence_emphasis", "gldm_SmallDependenceEmphasis"),
        ("ngldm_low_dependence_high_grey_level_emphasis", "gldm_SmallDependenceHighGrayLevelEmphasis"),
        ("ngldm_low_dependence_low_grey_level_emphasis", "gldm_SmallDependenceLowGrayLevelEmphasis"), ("ngtdm_busyness", "ngtdm_Busyness"),
        ("ngtdm_coarseness", "ngtdm_Coarseness"), ("ngtdm_complexity", "ngtdm_Complexity"), ("ngtdm_contrast", "ngtdm_Contrast"),
        ("ngtdm_strength", "ngtdm_Strength"),
    ];

    /// <summary>Its default settings: bins of 25 from a multiple of the width, no resampling.</summary>
    internal static RadiomicsOptions Options { get; } = new()
    {
        Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.Morphology | RadiomicsFamilies.PlanarDiameters
            | RadiomicsFamilies.Cooccurrence | RadiomicsFamilies.MaximalCorrelation | RadiomicsFamilies.RunLength | RadiomicsFamilies.SizeZone
            | RadiomicsFamilies.NeighbourhoodDifference | RadiomicsFamilies.NeighbourhoodDependence,
        Discretisation = DiscretisationMethod.FixedBinSize,
        BinOrigin = BinOrigin.MultipleOfWidth,
    };

    /// <summary>The features of the families asked for; intensities are moved by <paramref name="shift"/> where they are squared.</summary>
    internal static FeatureVector Extract(RadiomicsOptions options, RadiomicsSeries series, Mask mask, int shift, CancellationToken cancellationToken)
    {
        var features = new RadiomicsExtractor(options).Extract([series], mask, cancellationToken: cancellationToken);
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < features.Columns.Count; i++)
        {
            var column = features.Columns[i].Name;
            values[column[(column.IndexOf('.', StringComparison.Ordinal) + 1)..]] = features.Values[i];
        }

        // Its kurtosis is not excess, its axis lengths are of the covariance with divisor n, its total energy counts mm3.
        using var region = LesionRegion.Resample(mask, options, 1);
        var bias = Math.Sqrt((region.Count - 1.0) / region.Count);
        var (energy, square, count) = Shifted(values, shift, region.Count);
        return new FeatureVector(Columns(options), [.. Names.Where(n => values.ContainsKey(n.Column)).Select(n => n.Name switch
        {
            "firstorder_Kurtosis" => values[n.Column] + 3,
            "firstorder_Energy" => energy,
            "firstorder_RootMeanSquared" => count == 0 ? double.NaN : Math.Sqrt(square),
            "firstorder_TotalEnergy" => energy * region.Spacing.X * region.Spacing.Y * region.Spacing.Z,
            "shape_MajorAxisLength" or "shape_MinorAxisLength" or "shape_LeastAxisLength" => values[n.Column] * bias,
            _ => values[n.Column],
        })])
        { Source = features.Source, Missing = features.Missing };
    }

    /// <summary>The features of the families asked for, with the units and codes of ours.</summary>
    internal static List<FeatureColumn> Columns(RadiomicsOptions options)
    {
        var ours = new RadiomicsExtractor(options).Columns(["image"]).ToDictionary(c => c.Name[(c.Name.IndexOf('.', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
        return [.. Names.Where(n => ours.ContainsKey(n.Column)).Select(n => ours[n.Column] with { Name = Prefix + n.Name })];
    }

    /// <summary>Energy and mean square of intensities moved by a number, and their count.</summary>
    private static (double Energy, double MeanSquare, double Count) Shifted(Dictionary<string, double> values, int shift, int regionCount)
    {
        if (!values.TryGetValue("stat_energy", out var energy) || double.IsNaN(energy))
        {
            return (double.NaN, double.NaN, 0);
        }

        var root = values["stat_root_mean_square"];
        if (shift == 0)
        {
            return (energy, root * root, regionCount);
        }

        // Without any energy every intensity is 0: re-segmentation left all or none.
        var count = root > 0 ? Math.Round(energy / (root * root)) : regionCount;
        var moved = energy + (count * shift * ((2 * values["stat_mean"]) + shift));
        return (moved, moved / count, count);
    }
}
