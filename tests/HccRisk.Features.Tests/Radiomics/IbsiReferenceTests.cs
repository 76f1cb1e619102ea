using HccRisk.Core.Imaging;
using HccRisk.Features.Radiomics;
using HccRisk.Features.Radiomics.Discretisation;
using Xunit;

namespace HccRisk.Features.Tests.Radiomics;

/// <summary>The consensus values of IBSI-1 (reference manual), and mirp's at full precision where both run the same chain.</summary>
public sealed class IbsiReferenceTests
{
    /// <summary>Stage diagnostics of each chest configuration; the digital phantom has none.</summary>
    private const int DiagnosticCount = 60;

    /// <summary>GLCM aggregation and its suffix in the IBSI tables and in mirp's columns.</summary>
    private static readonly (GlcmAggregation Aggregation, string Ibsi, string Mirp)[] Modes =
    [
        (GlcmAggregation.Averaged3D, "_3D_avg", "_3d_avg"), (GlcmAggregation.Merged3D, "_3D_comb", "_3d_v_mrg"),
        (GlcmAggregation.Averaged2D, "_2D_avg", "_2d_avg"), (GlcmAggregation.SliceMerged2D, "_2D_comb", "_2d_s_mrg"),
        (GlcmAggregation.DirectionMerged25D, "_2_5D_avg", "_2.5d_d_mrg"), (GlcmAggregation.Merged25D, "_2_5D_comb", "_2.5d_v_mrg"),
    ];

    /// <summary>Features of directions have a value each aggregation, of zones and neighbourhoods each dimension.</summary>
    private static string IbsiTag(string tag, string suffix) => tag.Split('_')[0] switch
    {
        "cm" or "rlm" => tag + suffix,
        "szm" or "dzm" or "ngt" or "ngl" => tag + suffix[..suffix.LastIndexOf('_')],
        _ => tag,
    };

    private static string MirpTag(string tag, string suffix, string bins)
    {
        var dimension = suffix[..suffix.IndexOf('_', 1)];
        return tag.Split('_')[0] switch
        {
            "cm" => $"{tag}_d1{suffix}{bins}",
            "rlm" => $"{tag}{suffix}{bins}",
            "szm" or "dzm" or "ngt" => $"{tag}{dimension}{bins}",
            "ngl" => $"{tag}_d1_a0.0{dimension}{bins}",
            "ih" => tag + bins,
            _ => tag,
        };
    }

    private static RadiomicsOptions Base => new() { Families = RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase };

    [Fact]
    public void Extract_DigitalPhantom_MeetsTheConsensusInEveryGlcmMode()
    {
        var (image, mask) = RadiomicsOracle.DigitalPhantom();
        var options = Base with { Discretisation = DiscretisationMethod.FixedBinSize, BinWidth = 1, VolumeHistogramLevels = VolumeHistogramLevels.WholeIntensities };

        Compare("dig_phantom", image, mask, options, Modes, minimum: 72 + (6 * (25 + 16)) + (3 * 54));
    }

    [Fact]
    public void Extract_ChestConfigurationA_MeetsTheConsensus()
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();
        var options = Base with
        {
            ResegmentationMinimum = -500,
            ResegmentationMaximum = 400,
            Discretisation = DiscretisationMethod.FixedBinSize,
            BinWidth = 25,
            VolumeHistogramLevels = VolumeHistogramLevels.WholeIntensities,
        };

        Compare("chest_config_a", image, mask, options, Modes[2..], minimum: DiagnosticCount + 72 + (4 * (25 + 16)) + (2 * 54));
    }

    [Fact]
    public void Extract_ChestConfigurationB_MeetsTheConsensus()
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();
        var options = Base with
        {
            ResampleSpacing = new Vector3D(2, 2, 0),
            RoundIntensities = true,
            ResegmentationMinimum = -500,
            ResegmentationMaximum = 400,
            VolumeHistogramLevels = VolumeHistogramLevels.WholeIntensities,
        };

        Compare("chest_config_b", image, mask, options, Modes[2..], minimum: DiagnosticCount + 72 + (4 * (25 + 16)) + (2 * 54));
    }

    [Fact]
    public void Extract_ChestConfigurationC_MeetsTheConsensus()
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();

        Compare("chest_config_c", image, mask, ConfigurationC, Modes[..2], minimum: DiagnosticCount + 72 + (2 * (25 + 16)) + 54);
    }

    [Fact]
    public void Extract_ChestConfigurationD_MeetsTheConsensus()
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();

        Compare("chest_config_d", image, mask, ConfigurationD, Modes[..2], minimum: DiagnosticCount + 72 + (2 * (25 + 16)) + 54);
    }

    [Fact]
    public void Extract_ChestConfigurationE_MeetsTheConsensus()
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();

        Compare("chest_config_e", image, mask, ConfigurationE, Modes[..2], minimum: DiagnosticCount + 72 + (2 * (25 + 16)) + 54);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("d")]
    [InlineData("e")]
    public void Extract_ChestConfiguration_EqualsMirpAtFullPrecision(string configuration)
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();
        var mirp = RadiomicsOracle.Table(["reference", "radiomics", $"mirp_test_ibsi_1_chest_config_{configuration}.csv"], ',', key: 0, value: 1);
        var (options, bins) = configuration switch
        {
            "c" => (ConfigurationC, "_fbs_w25.0"),
            "d" => (ConfigurationD, "_fbn_n32"),
            _ => (ConfigurationE, "_fbn_n32"),
        };
        var compared = 0;
        foreach (var (aggregation, _, suffix) in Modes[..2])
        {
            var ours = RadiomicsOracle.Extract(options with { GlcmAggregation = aggregation }, image, mask);
            foreach (var (name, tag) in RadiomicsOracle.IbsiTags)
            {
                if (tag == "ivh_auc")
                {
                    continue; // mirp has none.
                }

                var reference = mirp[MirpTag(tag, suffix, bins)];

                // Texture and the hull come from the same voxels: rounding only. mirp keeps intensities in single precision, and its
                // mesh joins ambiguous cubes otherwise (0.005 % of the area here), which every feature of area or volume inherits.
                var tolerance = tag.Split('_')[0] is "stat" or "ih" or "loc" || tag == "morph_com" ? 1e-5
                    : UsesMesh.Contains(name) ? 1e-3 : 1e-9;
                Assert.Equal(reference, ours[name], tolerance * Math.Abs(reference));
                compared++;
            }
        }

        Assert.Equal(2 * (RadiomicsOracle.IbsiTags.Length - 1), compared);
    }

    [Fact]
    public void Extract_ChestPhantom_HullEqualsMirp()
    {
        var (image, mask) = RadiomicsOracle.ChestPhantom();
        var mirp = RadiomicsOracle.Table(["reference", "radiomics", "mirp_ibsi_ct_pat1_fbn32.csv"], ',', key: 0, value: 1);

        var ours = RadiomicsOracle.Extract(Base, image, mask);

        // The hull is of the same vertices however ambiguous cubes are joined; the spacing is 0.977 in single precision.
        Assert.Equal(mirp["morph_volume"] / mirp["morph_vol_dens_conv_hull"], ours["morph_volume_mesh"] / ours["morph_volume_density_hull"], 1e-8 * 440_000);
        Assert.Equal(mirp["morph_area_mesh"] / mirp["morph_area_dens_conv_hull"], ours["morph_surface_area"] / ours["morph_area_density_hull"], 1e-8 * 31_000);
        Assert.Equal(mirp["morph_diam"], ours["morph_maximum_diameter"], 1e-8 * 125);
    }

    private static readonly HashSet<string> UsesMesh =
    [
        "morph_volume_mesh", "morph_surface_area", "morph_surface_to_volume", "morph_compactness_1", "morph_compactness_2",
        "morph_spherical_disproportion", "morph_sphericity", "morph_asphericity", "morph_volume_density_aabb", "morph_area_density_aabb",
        "morph_volume_density_ellipsoid", "morph_area_density_ellipsoid", "morph_volume_density_hull", "morph_area_density_hull",
        "morph_integrated_intensity",
    ];

    private static RadiomicsOptions ConfigurationC => Base with
    {
        ResampleSpacing = new Vector3D(2, 2, 2),
        RoundIntensities = true,
        ResegmentationMinimum = -1000,
        ResegmentationMaximum = 400,
        Discretisation = DiscretisationMethod.FixedBinSize,
        BinWidth = 25,
        VolumeHistogramLevels = VolumeHistogramLevels.FixedBinSize,
    };

    private static RadiomicsOptions ConfigurationD => Base with
    {
        ResampleSpacing = new Vector3D(2, 2, 2),
        RoundIntensities = true,
        ResegmentationSigmas = 3,
        VolumeHistogramLevels = VolumeHistogramLevels.WholeIntensities,
    };

    private static RadiomicsOptions ConfigurationE => Base with
    {
        ResampleSpacing = new Vector3D(2, 2, 2),
        Interpolation = ImageInterpolation.CubicSpline,
        RoundIntensities = true,
        ResegmentationMinimum = -1000,
        ResegmentationMaximum = 400,
        ResegmentationSigmas = 3,
    };

    private static void Compare(
        string table, Volume<float> image, Mask mask, RadiomicsOptions options, (GlcmAggregation, string Ibsi, string)[] modes, int minimum)
    {
        string[] path = ["data", "ibsi", "ibsi_1_reference_values", $"ibsi_1_{table}.csv"];
        var values = RadiomicsOracle.Table(path, ';', key: 2, value: 0);
        var tolerances = RadiomicsOracle.Table(path, ';', key: 2, value: 1);
        var compared = new HashSet<string>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (var (aggregation, suffix, _) in modes)
        {
            var ours = RadiomicsOracle.Extract(options with { GlcmAggregation = aggregation }, image, mask);
            foreach (var (name, tag) in RadiomicsOracle.IbsiTags)
            {
                var full = IbsiTag(tag, suffix);
                if (values.TryGetValue(full, out var reference) && compared.Add(full)
                    && !RadiomicsOracle.Agrees(ours[name], reference, tolerances[full]))
                {
                    failures.Add(FormattableString.Invariant($"{full}: {ours[name]:G8}, reference {reference} +- {tolerances[full]}"));
                }
            }
        }

        foreach (var (tag, value) in new RadiomicsExtractor(options).Diagnose(new RadiomicsSeries("s", image), mask, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (values.TryGetValue(tag, out var reference) && compared.Add(tag) && !RadiomicsOracle.Agrees(value, reference, tolerances[tag]))
            {
                failures.Add(FormattableString.Invariant($"{tag}: {value:G8}, reference {reference} +- {tolerances[tag]}"));
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{table}: {compared.Count} compared, {compared.Count - failures.Count} within tolerance of {values.Count}"));
        Assert.Empty(failures);
        Assert.True(compared.Count >= minimum, $"only {compared.Count} of {minimum} values were compared");
    }
}
