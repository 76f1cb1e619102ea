using HccRisk.Imaging;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>The consensus values of IBSI-1 (reference manual), and mirp's at full precision where both run the same chain.</summary>
public sealed class IbsiReferenceTests
{
    /// <summary>Stage diagnostics of each chest configuration; the digital phantom has none.</summary>
    private const int DiagnosticCount = 60;

    /// <summary>Aggregations in space and their suffix in mirp's columns.</summary>
    private static readonly (GlcmAggregation Aggregation, string Mirp)[] Modes =
        [(GlcmAggregation.Averaged3D, "_3d_avg"), (GlcmAggregation.Merged3D, "_3d_v_mrg")];

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

    private static RadiomicsOptions Base => new() { Families = IbsiTags.Families };

    /// <summary>Every tag with a reference value is computed and within tolerance; 4 of OMBB and MVEE and the area of the IVH have none.</summary>
    [Theory]
    [InlineData("ibsi-1-dp", "dig_phantom", 482)]
    [InlineData("ibsi-1-a", "chest_config_a", 346 + DiagnosticCount)]
    [InlineData("ibsi-1-b", "chest_config_b", 346 + DiagnosticCount)]
    [InlineData("ibsi-1-c", "chest_config_c", 210 + DiagnosticCount)]
    [InlineData("ibsi-1-d", "chest_config_d", 210 + DiagnosticCount)]
    [InlineData("ibsi-1-e", "chest_config_e", 210 + DiagnosticCount)]
    public void Extract_Preset_MeetsTheConsensusInEveryTag(string preset, string table, int count)
    {
        var (image, mask) = preset == "ibsi-1-dp" ? RadiomicsOracle.DigitalPhantom() : RadiomicsOracle.ChestPhantom();
        string[] path = ["data", "ibsi", "ibsi_1_reference_values", $"ibsi_1_{table}.csv"];
        var values = RadiomicsOracle.Table(path, ';', key: 2, value: 0);
        var tolerances = RadiomicsOracle.Table(path, ';', key: 2, value: 1);

        var ours = RadiomicsPreset.Find(preset).Extract(image, mask, TestContext.Current.CancellationToken).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

        var failures = values
            .Where(v => !ours.TryGetValue(v.Key, out var value) || !RadiomicsOracle.Agrees(value, v.Value, tolerances[v.Key]))
            .Select(v => FormattableString.Invariant($"{v.Key}: {ours.GetValueOrDefault(v.Key, double.NaN):G8}, reference {v.Value} +- {tolerances[v.Key]}"))
            .ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{preset}: {values.Count} checked, {values.Count - failures.Count} within tolerance"));
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.Equal(count, values.Count);

        // Tags without a consensus value are computed too, and no other.
        var tags = File.ReadLines(Oracles.SharedData.TryPath(path)!).Skip(1).Select(line => line.Split(';')[2]).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(tags.Except(ours.Keys, StringComparer.Ordinal));
        Assert.Empty(ours.Keys.Where(k => preset != "ibsi-1-dp" || !k.EndsWith("_img", StringComparison.Ordinal) && !k.EndsWith("_roi", StringComparison.Ordinal)).Except(tags, StringComparer.Ordinal));
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
            "c" => (RadiomicsPreset.Find("ibsi-1-c").Options, "_fbs_w25.0"),
            "d" => (RadiomicsPreset.Find("ibsi-1-d").Options, "_fbn_n32"),
            _ => (RadiomicsPreset.Find("ibsi-1-e").Options, "_fbn_n32"),
        };
        var compared = 0;
        foreach (var (aggregation, suffix) in Modes)
        {
            var ours = RadiomicsOracle.Extract(options with { GlcmAggregation = aggregation }, image, mask);
            foreach (var (name, tag) in IbsiTags.Names)
            {
                if (tag is "ivh_auc" or "morph_moran_i" or "morph_geary_c" || tag.EndsWith("_ombb", StringComparison.Ordinal) || tag.EndsWith("_mvee", StringComparison.Ordinal))
                {
                    continue; // mirp has no area and no box or ellipsoid of least volume, and the autocorrelations of a random part of the voxels.
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

        Assert.Equal(2 * (IbsiTags.Names.Length - 7), compared);
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
}
