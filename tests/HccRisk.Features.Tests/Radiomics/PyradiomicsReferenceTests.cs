using HccRisk.Core.Imaging;
using HccRisk.Features.Radiomics;
using HccRisk.Features.Radiomics.Discretisation;
using Xunit;

namespace HccRisk.Features.Tests.Radiomics;

/// <summary>pyradiomics' classes on the cropped ROI without filter or resampling: equal wherever the definitions are the same.</summary>
public sealed class PyradiomicsReferenceTests
{
    private static readonly (string Ours, string Theirs)[] Same =
    [
        ("stat_percentile_10", "firstorder_10Percentile"), ("stat_percentile_90", "firstorder_90Percentile"), ("stat_energy", "firstorder_Energy"),
        ("stat_interquartile_range", "firstorder_InterquartileRange"), ("stat_maximum", "firstorder_Maximum"),
        ("stat_mean_absolute_deviation", "firstorder_MeanAbsoluteDeviation"), ("stat_mean", "firstorder_Mean"), ("stat_median", "firstorder_Median"),
        ("stat_minimum", "firstorder_Minimum"), ("stat_range", "firstorder_Range"),
        ("stat_robust_mean_absolute_deviation", "firstorder_RobustMeanAbsoluteDeviation"), ("stat_root_mean_square", "firstorder_RootMeanSquared"),
        ("ih_entropy", "firstorder_Entropy"), ("ih_uniformity", "firstorder_Uniformity"),
        ("stat_skewness", "firstorder_Skewness"), ("stat_variance", "firstorder_Variance"),
        ("morph_elongation", "shape_Elongation"), ("morph_flatness", "shape_Flatness"), ("morph_maximum_diameter", "shape_Maximum3DDiameter"),
        ("morph_volume_mesh", "shape_MeshVolume"), ("morph_sphericity", "shape_Sphericity"), ("morph_surface_area", "shape_SurfaceArea"),
        ("morph_surface_to_volume", "shape_SurfaceVolumeRatio"), ("morph_volume_voxels", "shape_VoxelVolume"),
        ("glcm_autocorrelation", "glcm_Autocorrelation"), ("glcm_cluster_prominence", "glcm_ClusterProminence"),
        ("glcm_cluster_shade", "glcm_ClusterShade"), ("glcm_cluster_tendency", "glcm_ClusterTendency"), ("glcm_contrast", "glcm_Contrast"),
        ("glcm_correlation", "glcm_Correlation"), ("glcm_difference_average", "glcm_DifferenceAverage"),
        ("glcm_difference_entropy", "glcm_DifferenceEntropy"), ("glcm_difference_variance", "glcm_DifferenceVariance"),
        ("glcm_inverse_difference", "glcm_Id"), ("glcm_inverse_difference_moment", "glcm_Idm"),
        ("glcm_normalised_inverse_difference_moment", "glcm_Idmn"), ("glcm_normalised_inverse_difference", "glcm_Idn"),
        ("glcm_information_correlation_1", "glcm_Imc1"), ("glcm_information_correlation_2", "glcm_Imc2"),
        ("glcm_inverse_variance", "glcm_InverseVariance"), ("glcm_joint_average", "glcm_JointAverage"),
        ("glcm_angular_second_moment", "glcm_JointEnergy"), ("glcm_joint_entropy", "glcm_JointEntropy"),
        ("glcm_joint_maximum", "glcm_MaximumProbability"), ("glcm_sum_average", "glcm_SumAverage"), ("glcm_sum_entropy", "glcm_SumEntropy"),
        ("glcm_joint_variance", "glcm_SumSquares"),
        ("glrlm_short_runs_emphasis", "glrlm_ShortRunEmphasis"), ("glrlm_long_runs_emphasis", "glrlm_LongRunEmphasis"),
        ("glrlm_low_grey_level_run_emphasis", "glrlm_LowGrayLevelRunEmphasis"),
        ("glrlm_high_grey_level_run_emphasis", "glrlm_HighGrayLevelRunEmphasis"),
        ("glrlm_short_run_low_grey_level_emphasis", "glrlm_ShortRunLowGrayLevelEmphasis"),
        ("glrlm_short_run_high_grey_level_emphasis", "glrlm_ShortRunHighGrayLevelEmphasis"),
        ("glrlm_long_run_low_grey_level_emphasis", "glrlm_LongRunLowGrayLevelEmphasis"),
        ("glrlm_long_run_high_grey_level_emphasis", "glrlm_LongRunHighGrayLevelEmphasis"),
        ("glrlm_grey_level_non_uniformity", "glrlm_GrayLevelNonUniformity"),
        ("glrlm_normalised_grey_level_non_uniformity", "glrlm_GrayLevelNonUniformityNormalized"),
        ("glrlm_run_length_non_uniformity", "glrlm_RunLengthNonUniformity"),
        ("glrlm_normalised_run_length_non_uniformity", "glrlm_RunLengthNonUniformityNormalized"), ("glrlm_run_percentage", "glrlm_RunPercentage"),
        ("glrlm_grey_level_variance", "glrlm_GrayLevelVariance"), ("glrlm_run_length_variance", "glrlm_RunVariance"),
        ("glrlm_run_entropy", "glrlm_RunEntropy"), ("glszm_small_zone_emphasis", "glszm_SmallAreaEmphasis"),
        ("glszm_large_zone_emphasis", "glszm_LargeAreaEmphasis"), ("glszm_low_grey_level_zone_emphasis", "glszm_LowGrayLevelZoneEmphasis"),
        ("glszm_high_grey_level_zone_emphasis", "glszm_HighGrayLevelZoneEmphasis"),
        ("glszm_small_zone_low_grey_level_emphasis", "glszm_SmallAreaLowGrayLevelEmphasis"),
        ("glszm_small_zone_high_grey_level_emphasis", "glszm_SmallAreaHighGrayLevelEmphasis"),
        ("glszm_large_zone_low_grey_level_emphasis", "glszm_LargeAreaLowGrayLevelEmphasis"),
        ("glszm_large_zone_high_grey_level_emphasis", "glszm_LargeAreaHighGrayLevelEmphasis"),
        ("glszm_grey_level_non_uniformity", "glszm_GrayLevelNonUniformity"),
        ("glszm_normalised_grey_level_non_uniformity", "glszm_GrayLevelNonUniformityNormalized"),
        ("glszm_zone_size_non_uniformity", "glszm_SizeZoneNonUniformity"),
        ("glszm_normalised_zone_size_non_uniformity", "glszm_SizeZoneNonUniformityNormalized"), ("glszm_zone_percentage", "glszm_ZonePercentage"),
        ("glszm_grey_level_variance", "glszm_GrayLevelVariance"), ("glszm_zone_size_variance", "glszm_ZoneVariance"),
        ("glszm_zone_size_entropy", "glszm_ZoneEntropy"), ("ngtdm_coarseness", "ngtdm_Coarseness"), ("ngtdm_contrast", "ngtdm_Contrast"),
        ("ngtdm_busyness", "ngtdm_Busyness"), ("ngtdm_complexity", "ngtdm_Complexity"), ("ngtdm_strength", "ngtdm_Strength"),
        ("ngldm_low_dependence_emphasis", "gldm_SmallDependenceEmphasis"), ("ngldm_high_dependence_emphasis", "gldm_LargeDependenceEmphasis"),
        ("ngldm_low_grey_level_count_emphasis", "gldm_LowGrayLevelEmphasis"), ("ngldm_high_grey_level_count_emphasis", "gldm_HighGrayLevelEmphasis"),
        ("ngldm_low_dependence_low_grey_level_emphasis", "gldm_SmallDependenceLowGrayLevelEmphasis"),
        ("ngldm_low_dependence_high_grey_level_emphasis", "gldm_SmallDependenceHighGrayLevelEmphasis"),
        ("ngldm_high_dependence_low_grey_level_emphasis", "gldm_LargeDependenceLowGrayLevelEmphasis"),
        ("ngldm_high_dependence_high_grey_level_emphasis", "gldm_LargeDependenceHighGrayLevelEmphasis"),
        ("ngldm_grey_level_non_uniformity", "gldm_GrayLevelNonUniformity"), ("ngldm_dependence_count_non_uniformity", "gldm_DependenceNonUniformity"),
        ("ngldm_normalised_dependence_count_non_uniformity", "gldm_DependenceNonUniformityNormalized"),
        ("ngldm_grey_level_variance", "gldm_GrayLevelVariance"), ("ngldm_dependence_count_variance", "gldm_DependenceVariance"),
        ("ngldm_dependence_count_entropy", "gldm_DependenceEntropy"),
    ];

    [Theory]
    [InlineData("brain1", 25)]
    [InlineData("ibsi_ct_pat1", 25)]
    [InlineData("ibsi_digital", 1)]
    public void Extract_PyradiomicsBinning_EqualsPyradiomics(string data, double binWidth)
    {
        var (image, mask) = data switch
        {
            "brain1" => RadiomicsOracle.Brain(),
            "ibsi_ct_pat1" => RadiomicsOracle.ChestPhantom(),
            _ => RadiomicsOracle.DigitalPhantom(),
        };
        var theirs = RadiomicsOracle.Table(["reference", "radiomics", $"{data}_features.csv"], ',', key: 1, value: 2, keyPrefixColumn: "class");
        var options = new RadiomicsOptions
        {
            Families = RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase,
            Discretisation = DiscretisationMethod.FixedBinSize,
            BinWidth = binWidth,
            BinOrigin = BinOrigin.MultipleOfWidth,
        };

        var ours = RadiomicsOracle.Extract(options, image, mask);

        // Same formulas in double precision: only the order of summation differs.
        void AreEqual(string theirName, double value) =>
            Assert.True(
                Math.Abs(theirs[theirName] - value) <= 1e-9 * Math.Max(1e-3, Math.Abs(theirs[theirName])),
                FormattableString.Invariant($"{theirName}: {theirs[theirName]:R} against {value:R}"));

        foreach (var (name, theirName) in Same)
        {
            AreEqual(theirName, ours[name]);
        }

        // pyradiomics: kurtosis is not excess, axis lengths use the covariance with divisor n, total energy counts mm3.
        var bias = Math.Sqrt((mask.Count - 1.0) / mask.Count);
        AreEqual("firstorder_Kurtosis", ours["stat_excess_kurtosis"] + 3);
        AreEqual("firstorder_TotalEnergy", ours["stat_energy"] * mask.Geometry.VoxelVolume);
        AreEqual("shape_MajorAxisLength", ours["morph_major_axis_length"] * bias);
        AreEqual("shape_MinorAxisLength", ours["morph_minor_axis_length"] * bias);
        AreEqual("shape_LeastAxisLength", ours["morph_least_axis_length"] * bias);
    }

    [Fact]
    public void Brain_ImageAndLabel_LieOnOneGrid()
    {
        var (image, mask) = RadiomicsOracle.Brain();

        image.Geometry.EnsureMatches(mask.Geometry);
        Assert.Equal(4137, mask.Count);

        // Its header: LPS, directions (0.78, 0, 0), (0, -0.78, 0), origin (-99.6, 99.6, -78): in RAS x and y turn over.
        Assert.Equal(new Vector3D(-1, 0, 0), image.Geometry.AxisX);
        Assert.Equal(new Vector3D(0, 1, 0), image.Geometry.AxisY);
        Assert.Equal(99.609375, image.Geometry.Origin.X, 1e-9);
        Assert.Equal(-99.609375, image.Geometry.Origin.Y, 1e-9);
    }
}
