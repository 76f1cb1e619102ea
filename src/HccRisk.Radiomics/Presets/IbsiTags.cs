using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Preprocessing;

namespace HccRisk.Radiomics.Presets;

/// <summary>The tags of the IBSI-1 reference tables.</summary>
internal static class IbsiTags
{
    /// <summary>Everything the tables hold.</summary>
    internal const RadiomicsFamilies Families = RadiomicsFamilies.All & ~(RadiomicsFamilies.MultiPhase | RadiomicsFamilies.PlanarDiameters | RadiomicsFamilies.MaximalCorrelation);

    /// <summary>Families whose values depend on the aggregation.</summary>
    private const RadiomicsFamilies Aggregated = RadiomicsFamilies.Glcm | RadiomicsFamilies.Glrlm | RadiomicsFamilies.Glszm
        | RadiomicsFamilies.Gldzm | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm;

    internal static readonly GlcmAggregation[] InSlice =
        [GlcmAggregation.Averaged2D, GlcmAggregation.SliceMerged2D, GlcmAggregation.DirectionMerged25D, GlcmAggregation.Merged25D];

    internal static readonly GlcmAggregation[] InSpace = [GlcmAggregation.Averaged3D, GlcmAggregation.Merged3D];

    /// <summary>Our column, without its prefix, and its tag, without its aggregation.</summary>
    internal static readonly (string Column, string Tag)[] Names =
    [
        ("morph_volume_mesh", "morph_volume"), ("morph_volume_voxels", "morph_vol_approx"), ("morph_surface_area", "morph_area_mesh"),
        ("morph_surface_to_volume", "morph_av"), ("morph_compactness_1", "morph_comp_1"), ("morph_compactness_2", "morph_comp_2"),
        ("morph_spherical_disproportion", "morph_sph_dispr"), ("morph_sphericity", "morph_sphericity"), ("morph_asphericity", "morph_asphericity"),
        ("morph_centre_of_mass_shift", "morph_com"), ("morph_maximum_diameter", "morph_diam"), ("morph_major_axis_length", "morph_pca_maj_axis"),
        ("morph_minor_axis_length", "morph_pca_min_axis"), ("morph_least_axis_length", "morph_pca_least_axis"),
        ("morph_elongation", "morph_pca_elongation"), ("morph_flatness", "morph_pca_flatness"), ("morph_volume_density_aabb", "morph_vol_dens_aabb"),
        ("morph_area_density_aabb", "morph_area_dens_aabb"), ("morph_volume_density_ellipsoid", "morph_vol_dens_aee"),
        ("morph_area_density_ellipsoid", "morph_area_dens_aee"), ("morph_volume_density_hull", "morph_vol_dens_conv_hull"),
        ("morph_area_density_hull", "morph_area_dens_conv_hull"), ("morph_integrated_intensity", "morph_integ_int"),
        ("morph_volume_density_ombb", "morph_vol_dens_ombb"), ("morph_area_density_ombb", "morph_area_dens_ombb"),
        ("morph_volume_density_mvee", "morph_vol_dens_mvee"), ("morph_area_density_mvee", "morph_area_dens_mvee"),
        ("morph_moran_i", "morph_moran_i"), ("morph_geary_c", "morph_geary_c"), ("stat_mean", "stat_mean"), ("stat_variance", "stat_var"),
        ("stat_skewness", "stat_skew"), ("stat_excess_kurtosis", "stat_kurt"), ("stat_median", "stat_median"), ("stat_minimum", "stat_min"),
        ("stat_percentile_10", "stat_p10"), ("stat_percentile_90", "stat_p90"), ("stat_maximum", "stat_max"),
        ("stat_interquartile_range", "stat_iqr"), ("stat_range", "stat_range"), ("stat_mean_absolute_deviation", "stat_mad"),
        ("stat_robust_mean_absolute_deviation", "stat_rmad"), ("stat_median_absolute_deviation", "stat_medad"),
        ("stat_coefficient_of_variation", "stat_cov"), ("stat_quartile_coefficient_of_dispersion", "stat_qcod"), ("stat_energy", "stat_energy"),
        ("stat_root_mean_square", "stat_rms"), ("glcm_joint_maximum", "cm_joint_max"), ("glcm_joint_average", "cm_joint_avg"),
        ("glcm_joint_variance", "cm_joint_var"), ("glcm_joint_entropy", "cm_joint_entr"), ("glcm_difference_average", "cm_diff_avg"),
        ("glcm_difference_variance", "cm_diff_var"), ("glcm_difference_entropy", "cm_diff_entr"), ("glcm_sum_average", "cm_sum_avg"),
        ("glcm_sum_variance", "cm_sum_var"), ("glcm_sum_entropy", "cm_sum_entr"), ("glcm_angular_second_moment", "cm_energy"),
        ("glcm_contrast", "cm_contrast"), ("glcm_dissimilarity", "cm_dissimilarity"), ("glcm_inverse_difference", "cm_inv_diff"),
        ("glcm_normalised_inverse_difference", "cm_inv_diff_norm"), ("glcm_inverse_difference_moment", "cm_inv_diff_mom"),
        ("glcm_normalised_inverse_difference_moment", "cm_inv_diff_mom_norm"), ("glcm_inverse_variance", "cm_inv_var"),
        ("glcm_correlation", "cm_corr"), ("glcm_autocorrelation", "cm_auto_corr"), ("glcm_cluster_tendency", "cm_clust_tend"),
        ("glcm_cluster_shade", "cm_clust_shade"), ("glcm_cluster_prominence", "cm_clust_prom"), ("glcm_information_correlation_1", "cm_info_corr1"),
        ("glcm_information_correlation_2", "cm_info_corr2"), ("glrlm_short_runs_emphasis", "rlm_sre"), ("glrlm_long_runs_emphasis", "rlm_lre"),
        ("glrlm_low_grey_level_run_emphasis", "rlm_lgre"), ("glrlm_high_grey_level_run_emphasis", "rlm_hgre"),
        ("glrlm_short_run_low_grey_level_emphasis", "rlm_srlge"), ("glrlm_short_run_high_grey_level_emphasis", "rlm_srhge"),
        ("glrlm_long_run_low_grey_level_emphasis", "rlm_lrlge"), ("glrlm_long_run_high_grey_level_emphasis", "rlm_lrhge"),
        ("glrlm_grey_level_non_uniformity", "rlm_glnu"), ("glrlm_normalised_grey_level_non_uniformity", "rlm_glnu_norm"),
        ("glrlm_run_length_non_uniformity", "rlm_rlnu"), ("glrlm_normalised_run_length_non_uniformity", "rlm_rlnu_norm"),
        ("glrlm_run_percentage", "rlm_r_perc"), ("glrlm_grey_level_variance", "rlm_gl_var"), ("glrlm_run_length_variance", "rlm_rl_var"),
        ("glrlm_run_entropy", "rlm_rl_entr"), ("glszm_small_zone_emphasis", "szm_sze"), ("glszm_large_zone_emphasis", "szm_lze"),
        ("glszm_low_grey_level_zone_emphasis", "szm_lgze"), ("glszm_high_grey_level_zone_emphasis", "szm_hgze"),
        ("glszm_small_zone_low_grey_level_emphasis", "szm_szlge"), ("glszm_small_zone_high_grey_level_emphasis", "szm_szhge"),
        ("glszm_large_zone_low_grey_level_emphasis", "szm_lzlge"), ("glszm_large_zone_high_grey_level_emphasis", "szm_lzhge"),
        ("glszm_grey_level_non_uniformity", "szm_glnu"), ("glszm_normalised_grey_level_non_uniformity", "szm_glnu_norm"),
        ("glszm_zone_size_non_uniformity", "szm_zsnu"), ("glszm_normalised_zone_size_non_uniformity", "szm_zsnu_norm"),
        ("glszm_zone_percentage", "szm_z_perc"), ("glszm_grey_level_variance", "szm_gl_var"), ("glszm_zone_size_variance", "szm_zs_var"),
        ("glszm_zone_size_entropy", "szm_zs_entr"), ("gldzm_small_distance_emphasis", "dzm_sde"), ("gldzm_large_distance_emphasis", "dzm_lde"),
        ("gldzm_low_grey_level_zone_emphasis", "dzm_lgze"), ("gldzm_high_grey_level_zone_emphasis", "dzm_hgze"),
        ("gldzm_small_distance_low_grey_level_emphasis", "dzm_sdlge"), ("gldzm_small_distance_high_grey_level_emphasis", "dzm_sdhge"),
        ("gldzm_large_distance_low_grey_level_emphasis", "dzm_ldlge"), ("gldzm_large_distance_high_grey_level_emphasis", "dzm_ldhge"),
        ("gldzm_grey_level_non_uniformity", "dzm_glnu"), ("gldzm_normalised_grey_level_non_uniformity", "dzm_glnu_norm"),
        ("gldzm_zone_distance_non_uniformity", "dzm_zdnu"), ("gldzm_normalised_zone_distance_non_uniformity", "dzm_zdnu_norm"),
        ("gldzm_zone_percentage", "dzm_z_perc"), ("gldzm_grey_level_variance", "dzm_gl_var"), ("gldzm_zone_distance_variance", "dzm_zd_var"),
        ("gldzm_zone_distance_entropy", "dzm_zd_entr"), ("ngtdm_coarseness", "ngt_coarseness"), ("ngtdm_contrast", "ngt_contrast"),
        ("ngtdm_busyness", "ngt_busyness"), ("ngtdm_complexity", "ngt_complexity"), ("ngtdm_strength", "ngt_strength"),
        ("ngldm_low_dependence_emphasis", "ngl_lde"), ("ngldm_high_dependence_emphasis", "ngl_hde"),
        ("ngldm_low_grey_level_count_emphasis", "ngl_lgce"), ("ngldm_high_grey_level_count_emphasis", "ngl_hgce"),
        ("ngldm_low_dependence_low_grey_level_emphasis", "ngl_ldlge"), ("ngldm_low_dependence_high_grey_level_emphasis", "ngl_ldhge"),
        ("ngldm_high_dependence_low_grey_level_emphasis", "ngl_hdlge"), ("ngldm_high_dependence_high_grey_level_emphasis", "ngl_hdhge"),
        ("ngldm_grey_level_non_uniformity", "ngl_glnu"), ("ngldm_normalised_grey_level_non_uniformity", "ngl_glnu_norm"),
        ("ngldm_dependence_count_non_uniformity", "ngl_dcnu"), ("ngldm_normalised_dependence_count_non_uniformity", "ngl_dcnu_norm"),
        ("ngldm_dependence_count_percentage", "ngl_dc_perc"), ("ngldm_grey_level_variance", "ngl_gl_var"),
        ("ngldm_dependence_count_variance", "ngl_dc_var"), ("ngldm_dependence_count_entropy", "ngl_dc_entr"),
        ("ngldm_dependence_count_energy", "ngl_dc_energy"), ("loc_intensity_peak_local", "loc_peak_loc"),
        ("loc_intensity_peak_global", "loc_peak_glob"), ("ih_mean", "ih_mean"), ("ih_variance", "ih_var"), ("ih_skewness", "ih_skew"),
        ("ih_excess_kurtosis", "ih_kurt"), ("ih_median", "ih_median"), ("ih_minimum", "ih_min"), ("ih_percentile_10", "ih_p10"),
        ("ih_percentile_90", "ih_p90"), ("ih_maximum", "ih_max"), ("ih_mode", "ih_mode"), ("ih_interquartile_range", "ih_iqr"),
        ("ih_range", "ih_range"), ("ih_mean_absolute_deviation", "ih_mad"), ("ih_robust_mean_absolute_deviation", "ih_rmad"),
        ("ih_median_absolute_deviation", "ih_medad"), ("ih_coefficient_of_variation", "ih_cov"), ("ih_quartile_coefficient_of_dispersion", "ih_qcod"),
        ("ih_entropy", "ih_entropy"), ("ih_uniformity", "ih_uniformity"), ("ih_maximum_gradient", "ih_max_grad"),
        ("ih_maximum_gradient_level", "ih_max_grad_g"), ("ih_minimum_gradient", "ih_min_grad"), ("ih_minimum_gradient_level", "ih_min_grad_g"),
        ("ivh_volume_fraction_10", "ivh_v10"), ("ivh_volume_fraction_90", "ivh_v90"), ("ivh_intensity_10", "ivh_i10"),
        ("ivh_intensity_90", "ivh_i90"), ("ivh_volume_fraction_difference", "ivh_diff_v10_v90"), ("ivh_intensity_difference", "ivh_diff_i10_i90"),
        ("ivh_area_under_curve", "ivh_auc"),
    ];

    private static readonly Dictionary<string, string> TagOf = Names.ToDictionary(n => n.Column, n => n.Tag, StringComparer.Ordinal);

    /// <summary>The stage diagnostics, then every feature under every aggregation.</summary>
    internal static FeatureVector Extract(
        RadiomicsOptions options, GlcmAggregation[] aggregations, RadiomicsSeries series, Mask mask, CancellationToken cancellationToken)
    {
        var values = new RadiomicsExtractor(options).Diagnose(series, mask, cancellationToken: cancellationToken).Select(d => d.Value).ToList();
        var missing = new List<string>();
        string? source = null;
        foreach (var (each, places) in Passes(options, aggregations))
        {
            var features = new RadiomicsExtractor(each).Extract([series], mask, cancellationToken: cancellationToken);
            values.AddRange(places.Select(p => features.Values[p.Index]));
            missing.AddRange(features.Missing.Except(missing));
            source ??= features.Source;
        }

        return new FeatureVector(Columns(options, aggregations), values) { Source = source, Missing = missing };
    }

    internal static List<FeatureColumn> Columns(RadiomicsOptions options, GlcmAggregation[] aggregations) =>
        [.. StageDiagnostics.Names.Select(n => new FeatureColumn(n)), .. Passes(options, aggregations).SelectMany(p => p.Places.Select(c => c.Column))];

    /// <summary>What each aggregation adds to those before.</summary>
    private static IEnumerable<(RadiomicsOptions Options, List<(int Index, FeatureColumn Column)> Places)> Passes(RadiomicsOptions options, GlcmAggregation[] aggregations)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var aggregation in aggregations)
        {
            var each = options with { GlcmAggregation = aggregation, Families = seen.Count == 0 ? Families : Families & Aggregated };
            var places = new List<(int, FeatureColumn)>();
            foreach (var (place, column) in new FeatureLayout(each, ["image"]).OwnColumns.Index())
            {
                var tag = Complete(TagOf[column.Name], aggregation);
                if (seen.Add(tag))
                {
                    places.Add((place, column with { Name = tag }));
                }
            }

            yield return (each, places);
        }
    }

    /// <summary>Matrices of directions have a value each aggregation; of zones and neighbourhoods each dimension.</summary>
    private static string Complete(string tag, GlcmAggregation aggregation)
    {
        var (dimension, way) = aggregation switch
        {
            GlcmAggregation.Averaged2D => ("_2D", "_avg"),
            GlcmAggregation.SliceMerged2D => ("_2D", "_comb"),
            GlcmAggregation.DirectionMerged25D => ("_2_5D", "_avg"),
            GlcmAggregation.Merged25D => ("_2_5D", "_comb"),
            GlcmAggregation.Averaged3D => ("_3D", "_avg"),
            _ => ("_3D", "_comb"),
        };
        return tag[..tag.IndexOf('_', StringComparison.Ordinal)] switch
        {
            "cm" or "rlm" => tag + dimension + way,
            "szm" or "dzm" or "ngt" or "ngl" => tag + dimension,
            _ => tag,
        };
    }
}
