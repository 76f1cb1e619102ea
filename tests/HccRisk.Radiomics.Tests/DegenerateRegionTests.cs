using HccRisk.Imaging;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Regions on which some feature has no value: each family answers for itself and none costs another.</summary>
public sealed class DegenerateRegionTests
{
    private const int Side = 7;

    private static readonly RadiomicsFamilies[] Families =
        [.. Enum.GetValues<RadiomicsFamilies>().Where(f => int.IsPow2((int)f) && f != RadiomicsFamilies.MultiPhase)];

    private static RadiomicsOptions Options(RadiomicsFamilies families) => new() { Families = families, BinCount = 8 };

    /// <summary>A cube of 7 with distinct intensities, or all 5 when flat.</summary>
    private static (Volume<float> Image, Mask Mask) Region(string name)
    {
        var g = VolumeGeometry.AxisAligned(Side, Side, Side, new Vector3D(1, 1, 2));
        var (voxels, inside) = (new float[g.VoxelCount], new bool[g.VoxelCount]);
        for (var i = 0; i < voxels.Length; i++)
        {
            var (x, y, z) = (i % Side, i / Side % Side, i / Side / Side);
            voxels[i] = name == "flat" ? 5 : ((i * 37) % 101) + 1;
            inside[i] = name switch
            {
                "one voxel" => x == 3 && y == 3 && z == 3,
                "two voxels apart" => y == 3 && z == 3 && x is 1 or 5 && y == 3 && z == 3,
                "one line" => y == 3 && z == 3,
                "one slice" => z == 3 && x is > 0 and < 6 && y is > 0 and < 6,
                "flat" => x is > 0 and < 6 && y is > 0 and < 6 && z is > 0 and < 6,
                "at the border" => x < 3 && y < 3 && z < 3,
                _ => true,
            };
        }

        return (new Volume<float>(g, voxels), new Mask(g, inside));
    }

    public static TheoryData<string> Names => ["one voxel", "two voxels apart", "one line", "one slice", "flat", "at the border", "whole image"];

    /// <summary>All families at once give what each gives alone, in every aggregation: nothing throws, nothing infinite.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Extract_DegenerateRegion_FamiliesAnswerForThemselves(string name)
    {
        var (image, mask) = Region(name);
        foreach (var aggregation in Enum.GetValues<GlcmAggregation>())
        {
            var all = RadiomicsOracle.Extract(Options(RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase) with { GlcmAggregation = aggregation }, image, mask);
            var single = Families.Where(f => f != RadiomicsFamilies.Morphology)
                .SelectMany(f => RadiomicsOracle.Extract(Options(f) with { GlcmAggregation = aggregation }, image, mask)).ToList();

            Assert.All(single, f => Assert.Equal(f.Value, all[f.Key]));
            Assert.All(all, f => Assert.False(double.IsInfinity(f.Value), $"{aggregation} {f.Key}"));
        }
    }

    /// <summary>What the definitions leave without a value, and nothing else: every other feature is a number.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Extract_DegenerateRegion_OnlyUndefinedIsNaN(string name)
    {
        var (image, mask) = Region(name);

        var values = RadiomicsOracle.Extract(Options(RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase), image, mask);

        // Of an ellipsoid without thickness nothing is a share; without a pair of neighbours there is neither co-occurrence nor a difference;
        // without two voxels no axis and no autocorrelation, which needs some variance too; between 10 % and 90 % of two values lies none.
        const string Ellipsoid = "morph_volume_density_ellipsoid morph_area_density_ellipsoid";
        var patterns = (name switch
        {
            "one voxel" => $"glcm_ ngtdm_ morph_moran_i morph_geary_c morph_elongation morph_flatness {Ellipsoid}",
            "two voxels apart" => $"glcm_ ngtdm_ stat_robust_mean_absolute_deviation ih_robust_mean_absolute_deviation {Ellipsoid}",
            "one line" or "one slice" => Ellipsoid,
            "flat" => "morph_moran_i morph_geary_c",
            _ => string.Empty,
        }).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(values, f => Assert.True(
            double.IsNaN(f.Value) == Array.Exists(patterns, p => f.Key.StartsWith(p, StringComparison.Ordinal)),
            FormattableString.Invariant($"{f.Key} is {f.Value}")));
    }

    /// <summary>IBSI 3.3 - 3.11 of a region of a single intensity.</summary>
    [Fact]
    public void Extract_Flat_HasTheValuesOfTheDefinitions()
    {
        var (image, mask) = Region("flat");

        var f = RadiomicsOracle.Extract(Options(RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase), image, mask);

        Assert.All(
            new (string Name, double Value)[]
            {
                ("stat_mean", 5), ("stat_variance", 0), ("stat_skewness", 0), ("stat_excess_kurtosis", 0), ("stat_range", 0), ("ih_entropy", 0), ("ih_uniformity", 1),
                ("glcm_joint_maximum", 1), ("glcm_contrast", 0), ("glcm_joint_entropy", 0), ("glcm_correlation", 1), ("glrlm_run_entropy", f["glrlm_run_entropy"]),
                ("glszm_zone_percentage", 1 / 125.0), ("glszm_large_zone_emphasis", 125 * 125), ("gldzm_zone_percentage", 1 / 125.0), ("ngtdm_coarseness", 1e6),
                ("ngtdm_contrast", 0), ("ngtdm_busyness", 0), ("ngldm_grey_level_variance", 0), ("morph_centre_of_mass_shift", 0),
            },
            e => Assert.Equal(e.Value, f[e.Name], 1e-12));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Extract_NotFiniteInside_NamesVoxelAndSeriesAndLosesNoShape(float value)
    {
        var (image, mask) = Region("at the border");
        var voxels = image.Voxels.ToArray();
        voxels[1 + (Side * (2 + (Side * 1)))] = value;
        var spoilt = new Volume<float>(image.Geometry, voxels);
        var extractor = new RadiomicsExtractor(Options(RadiomicsFamilies.Morphology | RadiomicsFamilies.Statistics));

        var required = extractor.Extract([new RadiomicsSeries("pre", spoilt)], mask, cancellationToken: TestContext.Current.CancellationToken);
        var optional = extractor.Extract(new RadiomicsCase { Series = [], Optional = [new OptionalSeries("pre", spoilt)], Lesion = mask }, TestContext.Current.CancellationToken);

        Assert.All([required, optional], features =>
        {
            var values = RadiomicsOracle.ToDictionary(features);
            Assert.True(values["morph_volume_mesh"] > 0);
            Assert.True(double.IsNaN(values["stat_mean"]));
            Assert.StartsWith("Series 'pre': ", Assert.Single(features.Missing), StringComparison.Ordinal);
            Assert.Contains("voxel (1, 2, 1)", features.Missing[0], StringComparison.Ordinal);
        });

        // Outside the lesion it is nobody's.
        var elsewhere = image.Voxels.ToArray();
        elsewhere[^1] = value;
        Assert.Equal(
            RadiomicsOracle.Extract(Options(RadiomicsFamilies.Statistics), image, mask),
            RadiomicsOracle.Extract(Options(RadiomicsFamilies.Statistics), new Volume<float>(image.Geometry, elsewhere), mask));
    }

    /// <summary>Every preset keeps what does not read intensities, and says what it lost.</summary>
    [Theory]
    [InlineData("ibsi-1-dp", "morph_volume", "stat_mean")]
    [InlineData("ibsi-1-e", "morph_volume", "stat_mean")]
    [InlineData("pyradiomics", "original_shape_MeshVolume", "original_firstorder_Mean")]
    public void Measure_NotFiniteInside_KeepsShapeOfThePreset(string name, string shape, string intensity)
    {
        var (image, mask) = Region("at the border");
        var voxels = image.Voxels.ToArray();
        voxels[1 + (Side * (2 + (Side * 1)))] = float.NaN;
        var preset = RadiomicsPreset.Find(name);

        var features = preset.Measure(new Volume<float>(image.Geometry, voxels), mask, TestContext.Current.CancellationToken);

        Assert.Equal(preset.Columns, features.Columns);
        var values = features.Columns.Zip(features.Values).ToDictionary(f => f.First.Name, f => f.Second, StringComparer.Ordinal);
        Assert.Equal(preset.Measure(image, mask, TestContext.Current.CancellationToken).Values[Array.FindIndex([.. features.Columns], c => c.Name == shape)], values[shape]);
        Assert.True(double.IsNaN(values[intensity]));
        Assert.Contains(features.Missing, m => m.Contains("holds NaN", StringComparison.Ordinal));
    }

    /// <summary>What is not defined is said, family by family.</summary>
    [Fact]
    public void Extract_UndefinedFeatures_AreNamedWithTheirReason()
    {
        var (image, mask) = Region("one voxel");
        IReadOnlyList<string> Missing(RadiomicsOptions options, Mask lesion) =>
            new RadiomicsExtractor(options).Extract([new RadiomicsSeries("pre", image)], lesion, cancellationToken: TestContext.Current.CancellationToken).Missing;

        Assert.Equal(["pre: 25 of 25 glcm features are not defined for the lesion of 1 voxels in 1 grey levels"], Missing(Options(RadiomicsFamilies.Glcm), mask));
        Assert.Contains("re-segmentation leaves none of its 1 voxels", Assert.Single(Missing(Options(RadiomicsFamilies.Statistics) with { ResegmentationMinimum = 1000 }, mask)), StringComparison.Ordinal);
        var fine = Options(RadiomicsFamilies.Glszm) with { Discretisation = DiscretisationMethod.FixedBinSize, BinWidth = 0.01 };
        Assert.Contains("more than 4096 bins of width 0.01", Assert.Single(Missing(fine, Region("whole image").Mask)), StringComparison.Ordinal);
        Assert.Empty(Missing(Options(RadiomicsFamilies.Statistics | RadiomicsFamilies.Morphology), Region("whole image").Mask));
    }

    [Fact]
    public void Extract_EmptyMask_IsANamedError()
    {
        var (image, mask) = Region("flat");

        var error = Assert.Throws<EmptyMaskException>(() => RadiomicsOracle.Extract(Options(RadiomicsFamilies.All), image, new Mask(mask.Geometry, new bool[mask.Inside.Length])));

        Assert.Contains("7 x 7 x 7", error.Message, StringComparison.Ordinal);
    }
}
