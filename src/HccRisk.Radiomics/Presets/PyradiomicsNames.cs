using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Presets;

/// <summary>The features of pyradiomics by its names.</summary>
internal static class PyradiomicsNames
{
    /// <summary>The image as it is, in names of features.</summary>
    internal const string Original = "original";

    /// <summary>What names of shape begin with after that of the image.</summary>
    internal const string ShapeClass = "shape_";

    /// <summary>The value of the region's voxels unless one is given.</summary>
    internal const int DefaultLabel = 1;

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

    /// <summary>Features that pyradiomics gives only where a file names them.</summary>
    internal static readonly (string Column, string Name)[] Deprecated =
    [
        ("stat_variance", "firstorder_StandardDeviation"), ("morph_compactness_1", "shape_Compactness1"), ("morph_compactness_2", "shape_Compactness2"),
        ("morph_spherical_disproportion", "shape_SphericalDisproportion"),
    ];

    /// <summary>Our columns that stand behind its names.</summary>
    private static readonly HashSet<string> Given = [.. Names.Concat(Deprecated).Select(n => n.Column)];

    /// <summary>Whether a column has a name of pyradiomics, where features are asked for by those; null: by ours.</summary>
    internal static Func<string, bool>? GivenOut(RadiomicsOptions options) => options.Conventions == FeatureConventions.Pyradiomics ? Given.Contains : null;

    /// <summary>Its default settings: bins of 25 from a multiple of the width, no resampling.</summary>
    internal static RadiomicsOptions Options { get; } = new()
    {
        Families = RadiomicsFamilies.Statistics | RadiomicsFamilies.IntensityHistogram | RadiomicsFamilies.Morphology | RadiomicsFamilies.PlanarDiameters
            | RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation | RadiomicsFamilies.Glrlm | RadiomicsFamilies.Glszm
            | RadiomicsFamilies.Ngtdm | RadiomicsFamilies.Ngldm,
        Discretisation = DiscretisationMethod.FixedBinSize,
        BinOrigin = BinOrigin.MultipleOfWidth,
        Conventions = FeatureConventions.Pyradiomics,
    };

    /// <summary>The features of the families asked for, of the original and of filtered images.</summary>
    /// <param name="pass">What to compute.</param>
    /// <param name="series">The image.</param>
    /// <param name="mask">The region.</param>
    /// <param name="settings">What it must be, and how its shape is taken.</param>
    /// <param name="threads">Images or families computed at once.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    /// <returns>Values of <see cref="Columns"/>.</returns>
    /// <exception cref="ArgumentException">The region is less than the settings ask for.</exception>
    internal static FeatureVector Extract(
        ImagePass pass, RadiomicsSeries series, Mask mask, RegionSettings settings, int threads, CancellationToken cancellationToken)
    {
        var options = pass.Options;
        using var region = LesionRegion.Resample(mask, options, 1);
        settings.Check(region.Voxels);
        var features = new RadiomicsExtractor(options) { MaxParallelism = threads }.Extract([series], mask, cancellationToken: cancellationToken);
        var (layout, all) = (LayoutOf(options), features.Values.ToArray());
        var missing = new List<string>(features.Missing);
        var images = layout.Filters.Select(filter => Values(layout.Part(filter, AxisMember.LesionName, SeriesName), all)).ToList();
        var shape = Values(layout.Shape(AxisMember.LesionName), all);
        var (count, outline) = (region.Count, pass.SliceShape is { } dimension ? SliceShape.Compute(region, dimension) : []);
        if ((pass.Shift != 0 || Resegments(options)) && Measured(region, series, options) is { } intensities)
        {
            using (intensities)
            {
                settings.Check(intensities.Voxels);
                foreach (var values in images.Where(values => values.ContainsKey("stat_energy")))
                {
                    Shift(values, intensities.Count, pass.Shift);
                }

                using var shaped = settings.ResegmentsShape ? region.Only(intensities.Voxels) : region.CutTo(intensities.Voxels);
                count = shaped.Count;
                if (count < region.Count)
                {
                    shape = Reshape(shaped, layout, missing);
                    outline = pass.SliceShape is { } across ? SliceShape.Compute(shaped, across) : [];
                }
            }
        }

        // Its kurtosis is not excess and 0 of a flat region, its axis lengths are of the covariance with divisor n, its total energy counts mm3.
        var bias = Math.Sqrt((count - 1.0) / count);
        var voxel = region.Spacing.X * region.Spacing.Y * region.Spacing.Z;
        double Value((string Column, string Name) name, Dictionary<string, double> values) => name.Name switch
        {
            "shape_MajorAxisLength" or "shape_MinorAxisLength" or "shape_LeastAxisLength" => values[name.Column] * bias,
            _ => IsRescaled(name.Name) ? Rescaled(name.Name, values[name.Column], values["stat_variance"], voxel) : values[name.Column],
        };
        return new FeatureVector(
            Columns(pass),
            [.. outline, .. layout.Filters.Zip(images).SelectMany(i => NamesOf(i.First, layout).Select(n => Value(n, IsShape(n) ? shape : i.Second)))])
        {
            Source = features.Source,
            Missing = missing,
        };
    }

    /// <summary>The features of the families asked for, image by image, with the units and codes of ours; those that a file has to name among them.</summary>
    internal static List<FeatureColumn> Columns(ImagePass pass)
    {
        var layout = LayoutOf(pass.Options);
        var ours = layout.OwnColumns.DistinctBy(c => c.Name, StringComparer.Ordinal).ToDictionary(c => c.Name, StringComparer.Ordinal);
        var outline = pass.SliceShape is null ? [] : SliceShape.Columns.Select(c => c with { Name = $"{Original}_{c.Name}" });
        return [.. outline, .. layout.Filters.SelectMany(filter => NamesOf(filter, layout).Select(n => ours[n.Column] with { Name = $"{filter.Name}_{n.Name}" }))];
    }

    /// <summary>Whether it is our value but for a scale or an origin.</summary>
    internal static bool IsRescaled(string name) => name is "firstorder_Kurtosis" or "firstorder_TotalEnergy" or "firstorder_StandardDeviation";

    /// <summary>Its value of one of those, from ours.</summary>
    /// <param name="name">Its name, without that of the image.</param>
    /// <param name="value">Ours.</param>
    /// <param name="variance">Variance of the intensities.</param>
    /// <param name="voxel">Volume of a voxel, mm3.</param>
    internal static double Rescaled(string name, double value, double variance, double voxel) => name switch
    {
        "firstorder_Kurtosis" => variance == 0 ? 0 : value + 3,
        "firstorder_TotalEnergy" => value * voxel,
        _ => Math.Sqrt(value),
    };

    /// <summary>Energy of intensities moved by a number.</summary>
    internal static double Shifted(double energy, double mean, double count, int shift) => energy + (2 * shift * count * mean) + (count * shift * shift);

    /// <summary>Our columns of an image and their names, but for shape.</summary>
    internal static IEnumerable<(string Column, string Name)> IntensityNames(AxisMember filter, FeatureLayout layout) => NamesOf(filter, layout).Where(n => !IsShape(n));

    /// <summary>What an image has: its own features, and of the original those of shape.</summary>
    private static IEnumerable<(string Column, string Name)> NamesOf(AxisMember filter, FeatureLayout layout)
    {
        var own = layout.Part(filter, AxisMember.LesionName, SeriesName).OwnColumns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        var shape = filter.Filter is null ? layout.Shape(AxisMember.LesionName).OwnColumns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal) : [];
        return Names.Concat(Deprecated).Where(n => (IsShape(n) ? shape : own).Contains(n.Column));
    }

    private static bool IsShape((string Column, string Name) name) => name.Name.StartsWith(ShapeClass, StringComparison.Ordinal);

    private const string SeriesName = "image";

    private static FeatureLayout LayoutOf(RadiomicsOptions options) => new(options, [SeriesName]);

    private static Dictionary<string, double> Values(FeaturePart part, double[] all) =>
        part.OwnColumns.Zip(part.Of(all).ToArray()).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);

    /// <summary>The intensity mask; null when it cannot be measured, or nothing is left of it.</summary>
    private static SeriesIntensities? Measured(LesionRegion region, RadiomicsSeries series, RadiomicsOptions options)
    {
        try
        {
            var intensities = SeriesIntensities.Create(region, series, IntensityScale.Create(options, series, tissue: null), options);
            if (intensities.Count > 0)
            {
                return intensities;
            }

            intensities.Dispose();
            return null;
        }
        catch (InvalidIntensityException)
        {
            // The extraction said so.
            return null;
        }
    }

    private static bool Resegments(RadiomicsOptions options) =>
        options.ResegmentationMinimum is not null || options.ResegmentationMaximum is not null || options.ResegmentationSigmas is not null
        || options.ResegmentationRange is not null;

    /// <summary>Energy and root mean square of intensities moved by a number.</summary>
    private static void Shift(Dictionary<string, double> values, double count, int shift)
    {
        var energy = Shifted(values["stat_energy"], values["stat_mean"], count, shift);
        values["stat_energy"] = energy;
        values["stat_root_mean_square"] = Math.Sqrt(energy / count);
    }

    /// <summary>Shape of another part of the region.</summary>
    private static Dictionary<string, double> Reshape(LesionRegion part, FeatureLayout layout, List<string> missing)
    {
        var shape = layout.Shape(AxisMember.LesionName);
        var all = new double[layout.Columns.Count];
        ShapeFeatures.Compute(part, shape, all);
        missing.RemoveAll(m => m.StartsWith("shape:", StringComparison.Ordinal));
        shape.Explain(all, "shape", FormattableString.Invariant($"{part.Count} voxels"), missing, Given.Contains);
        return Values(shape, all);
    }
}
