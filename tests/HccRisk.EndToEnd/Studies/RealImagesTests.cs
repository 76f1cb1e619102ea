using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Oracles;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Radiomics;
using Xunit;

namespace HccRisk.EndToEnd.Studies;

/// <summary>Real scanners and a real slide through the path a study takes: cohort files, jobs, store.</summary>
public sealed class RealImagesTests
{
    private const string Schema = """{ "columns": [ { "name": "id", "kind": "id" }, { "name": "age", "kind": "numeric" } ] }""";

    // Voxels inside the masks were counted with a Python reader of NIfTI; brain1's values are those of pyradiomics.
    [Fact]
    public void RadiomicsJob_RealMr_GivesTheKnownVolumesAndKeepsThem()
    {
        var rows = new List<string> { "patient_id,kind,name,path,label" };
        Add(rows, "brain", ["pyradiomics", "brain1_image.nrrd"], ["pyradiomics", "brain1_label.nrrd"], "");
        Add(rows, "liver", ["totalsegmentator", "example_mr_sm.nii.gz"], ["totalsegmentator", "example_seg_mr.nii.gz"], "5");
        string[] sarcoma = ["ibsi", "ibsi_validation", "nifti", "STS_001"];
        Add(rows, "sarcoma", [.. sarcoma, "MR_T1_image.nii.gz"], [.. sarcoma, "MR_T1_mask.nii.gz"], "");
        using var folder = new TemporaryFolder();
        var cohort = Cohort(folder, rows, "brain", "liver", "sarcoma");
        var options = new RadiomicsOptions();
        var store = FeatureStore.Open(folder["features"]);

        var result = store.Compute(RadiomicsJob.Create(options, ["t1"]), cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(result.Exclusions);
        Assert.Equal(["brain", "liver", "sarcoma"], result.Table.PatientIds);
        // Without plain tissue to compare with there is no relative mean.
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(
            ["phase_relative_mean_t1"], result.Table.Columns.Where((_, j) => !double.IsFinite(result.Table.Row(i)[j])).Select(c => c.Name)));
        Near(16412.658691406243, Value(result.Table, 0, "morph_volume_voxels"), 1e-9);
        Near(632.0, Value(result.Table, 0, "t1.stat_percentile_10"), 1e-9);
        Near(1044.4, Value(result.Table, 0, "t1.stat_percentile_90"), 1e-9);
        Near(18480 * 27.0, Value(result.Table, 1, "morph_volume_voxels"), 1e-9);
        Near(117145 * 3.1184689774517933, Value(result.Table, 2, "morph_volume_voxels"), 1e-6); // spacing is single precision in the file
        Assert.Equal(nameof(RadiomicsExtractor), result.Table.Provenance.CreatedBy);
        Assert.StartsWith(options.ToCanonicalString(), result.Table.Provenance.Options, StringComparison.Ordinal);

        var again = FeatureStore.Open(folder["features"]).Compute(RadiomicsJob.Create(options, ["t1"]), cohort, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, again.Reused);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(result.Table.Row(i).ToArray(), again.Table.Row(i).ToArray()));
    }

    [Fact]
    public void PathomicsJob_RealSlide_GivesFiniteFeaturesOfTheNamedNetwork()
    {
        using var folder = new TemporaryFolder();
        var cohort = Cohort(
            folder,
            ["patient_id,kind,name,path,label", $"real,slide,he,{Shared("wsi", "CMU-1-Small-Region.svs")},", $"broken,slide,he,{Shared("wsi", "openslide-python_unreadable.svs")},"],
            "real",
            "broken");
        using var backbone = OnnxBackbone.CreateDefault();

        var result = FeatureStore.Open(folder["features"]).Compute(
            PathomicsJob.Create(new PathomicsOptions(), backbone), cohort, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["real"], result.Table.PatientIds);
        Assert.All(result.Table.Row(0).ToArray(), v => Assert.True(double.IsFinite(v)));
        Assert.True(result.Table.Row(0).ToArray().Distinct().Count() > result.Table.Columns.Count / 2, "features differ from each other");
        Assert.Contains(backbone.Sha256, result.Table.Provenance.Options, StringComparison.Ordinal);
        var broken = Assert.Single(result.Exclusions);
        Assert.Equal(("broken", "pathomics"), (broken.PatientId, broken.Stage));
        Assert.Contains("slide 'he', manifest line", broken.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("unreadable.svs", broken.Reason, StringComparison.Ordinal);
    }

    private static Cohort Cohort(TemporaryFolder folder, IEnumerable<string> manifest, params string[] patients)
    {
        File.WriteAllText(folder["schema.json"], Schema);
        File.WriteAllLines(folder["clinical.csv"], patients.Select((p, i) => FormattableString.Invariant($"{p},{50 + i}")).Prepend("id,age"));
        File.WriteAllLines(folder["manifest.csv"], manifest);
        return Cohorts.Cohort.Load(
            folder["clinical.csv"], CohortSchema.Load(folder["schema.json"]), folder["manifest.csv"], new CohortLoadOptions { RequireOutcomes = false });
    }

    private static void Add(List<string> rows, string patient, string[] image, string[] mask, string label)
    {
        rows.Add($"{patient},mri,t1,{Shared(image)},");
        rows.Add($"{patient},mask,lesion,{Shared(mask)},{label}");
    }

    private static string Shared(params string[] parts)
    {
        var path = SharedData.TryPath(["data", .. parts]);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    private static double Value(FeatureTable table, int row, string name)
    {
        var at = table.Columns.ToList().FindIndex(c => c.Name == name || c.Name.EndsWith("." + name, StringComparison.Ordinal));
        Assert.True(at >= 0, $"no column {name} among {string.Join(", ", table.Columns.Take(8).Select(c => c.Name))}");
        return table.Row(row)[at];
    }

    private static void Near(double expected, double actual, double relative) => Assert.Equal(expected, actual, relative * Math.Abs(expected));
}
