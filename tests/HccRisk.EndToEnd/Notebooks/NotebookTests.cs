using HccRisk.Cohorts;
using HccRisk.EndToEnd.Packaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Radiomics;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Running;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;
using Xunit;

namespace HccRisk.EndToEnd.Notebooks;

/// <summary>Every cell of every notebook of samples/notebooks, run from the packages by the real kernel, and its numbers beside direct calls.</summary>
[Collection(BuildsCollection.Name)]
[Trait("Category", "Long")]
public sealed class NotebookTests(PackedFeed feed, InteractiveTool tool) : IClassFixture<InteractiveTool>
{
    public static TheoryData<string> Names => [.. NotebookFile.Names];

    [Fact]
    public async Task Survival_Cells_GiveTheNumbersOfDirectCalls()
    {
        using var kernel = await tool.StartAsync(feed.Path);
        await RunAsync(kernel, "survival");

        var times = await kernel.ValueAsync<double[]>("outcome.Times.ToArray()");
        var events = await kernel.ValueAsync<int[]>("outcome.Events.ToArray()");
        var outcome = new SurvivalOutcome(times, events);
        var recurrence = outcome.WithCause(1);
        var x = await kernel.ValueAsync<double[]>("patients.SelectMany(p => new double[] { p.Age, p.Size, p.Invasion })");
        var cox = CoxModel.Fit(x, columns: 3, recurrence, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(240, outcome.Count);
        Assert.Equal(KaplanMeier.Fit(recurrence).Survival, await kernel.ValueAsync<double[]>("curve.Survival"));
        var logRank = LogRank.Test(recurrence, [.. x.Where((_, i) => i % 3 == 2).Select(v => (int)v)]).Test.Statistic;
        Assert.Equal(logRank, await kernel.ValueAsync<double>("logRank.Test.Statistic"));
        Assert.Equal(cox.Coefficients, await kernel.ValueAsync<double[]>("cox.Coefficients"));
        Assert.Equal(cox.StandardErrors, await kernel.ValueAsync<double[]>("cox.StandardErrors"));

        // Within four standard errors of the truth they were drawn from.
        double[] truth = [0, Math.Log(1.25), Math.Log(2)];
        Assert.All(truth.Zip(cox.Coefficients, cox.StandardErrors), t => Assert.InRange(t.Second, t.First - (4 * t.Third), t.First + (4 * t.Third)));
    }

    [Fact]
    public async Task Radiomics_Cells_GiveTheNumbersOfDirectCalls()
    {
        using var kernel = await tool.StartAsync(feed.Path);
        using var folder = new TemporaryFolder();
        await RunAsync(kernel, "radiomics");

        await kernel.MustRunAsync($"NiftiFile.Write(\"{folder["a.nii.gz"]}\", arterial); NiftiFile.Write(\"{folder["p.nii.gz"]}\", portal); NiftiFile.WriteMask(\"{folder["m.nii.gz"]}\", mask);");
        var expected = new RadiomicsExtractor(new RadiomicsOptions { BinCount = 32 }).Extract(
            [new RadiomicsSeries("arterial", ImageFile.ReadVolume(folder["a.nii.gz"])), new RadiomicsSeries("portal", ImageFile.ReadVolume(folder["p.nii.gz"]))],
            ImageFile.ReadMask(folder["m.nii.gz"]),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(expected.Columns.Select(c => c.Name), await kernel.ValueAsync<string[]>("features.Columns.Select(c => c.Name)"));
        Assert.Equal(expected.Values, await kernel.ValueAsync<double[]>("features.Values"));

        // The ellipsoid, to the voxels its surface cuts; its mean signal: the radius is 3/4 of the way out.
        Assert.InRange(await kernel.ValueAsync<double>("volume"), 12.67 * 0.98, 12.67 * 1.02);
        Assert.InRange(await kernel.ValueAsync<double>("Value(\"arterial.stat_mean\")"), 174, 176);
    }

    [Fact]
    public async Task SlideHeatmap_Cells_GiveTheNumbersOfDirectCalls()
    {
        using var kernel = await tool.StartAsync(feed.Path);
        await RunAsync(kernel, "slide-heatmap");

        using var slide = SlideFile.Open(await kernel.ValueAsync<string>("file"));
        using var backbone = OnnxBackbone.CreateDefault();
        var expected = new SlideEmbedder(backbone, new SlideEmbedderOptions { Tiling = new TileOptions { Overlap = 168 } }).Embed(slide, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Values.ToArray(), await kernel.ValueAsync<float[]>("embedding.Values.ToArray()"));
        Assert.Equal(expected.Grid.Tiles.Select(t => t.X), await kernel.ValueAsync<int[]>("embedding.Grid.Tiles.Select(t => t.X)"));

        // The tumour was painted unlike the rest; only tiles across its border may be mistaken.
        Assert.InRange(await kernel.ValueAsync<double>("auc"), 0.95, 1);
    }

    [Fact]
    public async Task Study_Cells_GiveTheNumbersOfDirectCalls()
    {
        using var kernel = await tool.StartAsync(feed.Path);
        using var folder = new TemporaryFolder();
        await RunAsync(kernel, "study");

        var cohort = await kernel.ValueAsync<string>("files.Directory");
        var protocol = StudyProtocol.Load(Path.Combine(cohort, "study.json"));
        var expected = new StudyRunner(protocol, new StudyRunOptions
        {
            ProtocolFolder = cohort,
            OutputFolder = folder.Path,
            StoreFolder = await kernel.ValueAsync<string>("System.IO.Path.Combine(folder, \"features\")"),
        }).Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["PRE", "POST"], await kernel.ValueAsync<string[]>("result.Models.Select(m => m.Name)"));
        Assert.Equal(
            expected.Models.Select(m => m.Development.Metrics.Concordance.Value), await kernel.ValueAsync<double?[]>("result.Models.Select(m => m.Development.Metrics.Concordance.Value)"));
        Assert.Equal(
            expected.Models.SelectMany(m => m.Coefficients).Select(c => c.Coefficient), await kernel.ValueAsync<double[]>("result.Models.SelectMany(m => m.Coefficients).Select(c => c.Coefficient)"));
        Assert.Equal(
            expected.Models.Select(m => m.External[0].Metrics.Auc[0].Auc.Value), await kernel.ValueAsync<double?[]>("result.Models.Select(m => m.External[0].Metrics.Auc[0].Auc.Value)"));
        Assert.True(await kernel.ValueAsync<bool>("System.IO.File.ReadAllText(report).Contains(\"<svg\")"));
    }

    /// <summary>Not a test: writes what the cells show into the notebooks. docs/how-to/notebooks.md says how to start it.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Names))]
    public async Task Outputs_OfANotebook_AreWritten(string name)
    {
        using var kernel = await tool.StartAsync(feed.Path);
        var notebook = new NotebookFile(name);
        foreach (var (number, cell) in notebook.Cells.Index())
        {
            cell.Keep(await kernel.MustRunAsync(cell.Code), number + 1);
        }

        notebook.Save();
    }

    private static async Task RunAsync(InteractiveKernel kernel, string name)
    {
        foreach (var cell in new NotebookFile(name).Cells)
        {
            var shown = await kernel.MustRunAsync(cell.Code);
            if (cell.ShowsItsValue)
            {
                // By a formatter of ours, not by the kernel's tree of properties.
                var value = Assert.Single(shown, s => s.IsResult);
                Assert.Equal("text/html", value.MimeType);
                Assert.DoesNotContain("dni-", value.Text, StringComparison.Ordinal);
            }
        }
    }
}
