using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Studies.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>Scales of a manifest in what studies and predictions compute their tables with.</summary>
public sealed class SlideScaleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-slidescale-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The same pixels: a file that states 0.25, and one that states 0.5 with 0.25 in the manifest.
    [Fact]
    public void Compute_ManifestWithScale_GivesWhatAFileThatStatesItGivesAndSaysSo()
    {
        Slide("right.tif", 0.25);
        Slide("wrong.tif", 0.5);
        var clinical = At("clinical.csv");
        File.WriteAllLines(clinical, ["patient_id", "A", "B", "C"]);
        File.WriteAllLines(At("manifest.csv"), ["patient_id,kind,name,path,mpp,objective", "A,slide,he,right.tif,,", "B,slide,he,wrong.tif,0.25,", "C,slide,he,wrong.tif,,40"]);
        var cohort = Cohort.Load(clinical, new CohortSchema { Columns = [new("patient_id", ColumnKind.Id)] }, At("manifest.csv"));
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });
        var setup = new FeatureSetup { Slides = true, Pathomics = new PathomicsOptions { Embedding = new SlideEmbedderOptions { Tiling = new() { MaxTiles = 4 } } } };

        var features = FeatureTables.Compute(cohort, setup, backbone, FeatureStore.Open(At("store")), job => job, null, TestContext.Current.CancellationToken);

        Assert.Equal(["A", "B", "C"], features.Cohort.Patients.Select(p => p.Id));
        var table = features.Tables.Single(t => t.Modality == "Pathomics");
        Assert.Equal(table.Row(0).ToArray(), table.Row(1).ToArray());
        Assert.Equal(table.Row(0).ToArray(), table.Row(2).ToArray());
        string[] notes = [.. features.Notes.Where(n => n.Contains("its file states 0.5", StringComparison.Ordinal))];
        Assert.Equal(["patient B", "patient C"], notes.Select(n => n[..9]));
        Assert.All(notes, n => Assert.DoesNotContain("wrong.tif", n, StringComparison.Ordinal));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Slide(string name, double mpp)
    {
        const int side = 512;
        var rgb = new byte[side * side * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = ((i / 3 % side % 30) - 15, (i / 3 / side % 30) - 15);
            var (r, g, b) = (x * x) + (y * y) < 49 ? (90, 60, 140) : (215, 150, 190);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(r + (i % 7)), (byte)(g + (i % 5)), (byte)(b + (i % 3)));
        }

        PyramidalTiff.Write(At(name), rgb, side, side, mpp, 95);
    }
}
