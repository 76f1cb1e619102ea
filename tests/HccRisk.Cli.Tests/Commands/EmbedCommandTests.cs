using System.CommandLine;
using System.Globalization;
using HccRisk.Backbones.ResNet18;
using HccRisk.Cli.Commands;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Oracles;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class EmbedCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-embed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Embed_CohortWithBadSlides_KeepsTheOthersAndAStudyReadsTheTable()
    {
        Slide("a.tif", 1);
        Slide("b.tif", 2);
        File.WriteAllBytes(At("broken.svs"), [.. "II*\0"u8, 8, 0, 0, 0]);
        Blank("blank.tif");
        File.WriteAllLines(At("cohort.csv"), ["patient_id,kind,name,path", "P1,slide,a,a.tif", "P1,slide,b,b.tif", "P2,slide,a,broken.svs", "P3,slide,a,blank.tif", "P4,slide,a,absent.svs"]);

        var (code, text) = await Run("--cohort", At("cohort.csv"), "--store", At("store"), "--csv", At("pooled.csv"), "--parallel", "2");

        Assert.Equal(42, code);
        Assert.Contains($"2 of 4 slides in {At("store/tiles")} (4 read now, 0 found)", text, StringComparison.Ordinal);
        Assert.Contains($"1 of 4 patients, 86 features in {At("store/pathomics/table.parquet")}", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P2 (slide 'a', manifest line 4): ", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P3 (slide 'a', manifest line 5): ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("excluded: ", StringComparison.Ordinal) && line.Contains(At(""), StringComparison.Ordinal));
        Assert.Equal(3, text.Split("excluded: ").Length - 1);
        Assert.Contains("excluded: P4 (files): ", text, StringComparison.Ordinal);
        Assert.Contains("licence Apache-2.0", text, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(At("pooled.csv")).Length);

        var (again, second) = await Run("--cohort", At("cohort.csv"), "--store", At("store"));
        Assert.Equal(42, again);
        Assert.Contains("(0 read now, 4 found)", second, StringComparison.Ordinal);
        Assert.Contains("(1 read now, 3 found)", await Again(() => File.Delete(At($"store/tiles/{TileStore.Open(At("store/tiles")).NameOf(At("a.tif"))}.parquet"))), StringComparison.Ordinal);
        Assert.Contains("(2 read now, 2 found)", (await Run("--cohort", At("cohort.csv"), "--store", At("store"), "--retry")).Text, StringComparison.Ordinal);
        Assert.Contains("(0 read now, 4 found)", (await Run("--cohort", At("cohort.csv"), "--store", At("store"), "--verify")).Text, StringComparison.Ordinal);

        using var backbone = OnnxBackbone.CreateDefault();
        var result = FeatureStore.Open(At("store")).Compute(
            PathomicsJob.Create(new PathomicsOptions(), backbone), Cohort.LoadFiles(At("cohort.csv")), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, 3), (result.Computed, result.Reused));

        async Task<string> Again(Action change)
        {
            change();
            return (await Run("--cohort", At("cohort.csv"), "--store", At("store"))).Text;
        }
    }

    [Fact]
    public async Task Embed_Shards_MakeTheStoreOfOneRun()
    {
        // Files of one name, two of one content: names in the store are given by all of them together.
        List<string> lines = ["patient_id,kind,name,path"];
        foreach (var i in Enumerable.Range(1, 5))
        {
            Directory.CreateDirectory(At($"P{i}"));
            Slide($"P{i}/slide.tif", Math.Min(i, 4));
            lines.Add(FormattableString.Invariant($"P{i},slide,he,P{i}/slide.tif"));
        }

        File.WriteAllLines(At("cohort.csv"), lines);
        await Run("--cohort", At("cohort.csv"), "--store", At("whole"));

        var (_, third) = await Run("--cohort", At("cohort.csv"), "--store", At("parts"), "--shard", "3/3");
        await Task.WhenAll(new[] { "1/3", "2/3" }.Select(shard => Task.Run(() => Run("--cohort", At("cohort.csv"), "--store", At("parts"), "--shard", shard))));

        Assert.Contains("1 of 1 slides", third, StringComparison.Ordinal);
        Assert.Equal(Content("whole"), Content("parts"));
        Assert.Contains("(0 read now, 5 found)", (await Run("--cohort", At("cohort.csv"), "--store", At("parts"))).Text, StringComparison.Ordinal);
        Assert.Contains("--shard is '4/3'", (await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--cohort", At("cohort.csv"), "--store", At("parts"), "--shard", "4/3"))).Message, StringComparison.Ordinal);

        string Content(string folder) => string.Join('\n', Directory.EnumerateFiles(At(folder), "*", SearchOption.AllDirectories)
            .Select(f => $"{Path.GetRelativePath(At(folder), f)} {Convert.ToHexString(File.ReadAllBytes(f))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Heatmap_StoreOfEmbed_DrawsOneOutputOfEveryTile()
    {
        Slide("a.tif", 1);
        await Run("--slide", At("a.tif"), "--store", At("store"));
        var embedded = TileStore.Open(At("store/tiles")).Find(At("a.tif"))!;

        string[][] stores = [["--store", At("store")], ["--store", At("store/tiles")]];
        foreach (var store in stores)
        {
            using var output = new StringWriter();
            string[] arguments = ["--slide", At("a.tif"), .. store, "--feature", "3", "--out", At("a.png"), "--geojson", At("a.geojson")];
            var code = await HeatmapCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);

            Assert.Equal(0, code);
            Assert.Contains($"{embedded.Grid.Tiles.Count} of {embedded.Grid.Tiles.Count} tiles drawn", output.ToString(), StringComparison.Ordinal);
            Assert.Equal([0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(At("a.png"))[..4]);
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(At("a.geojson")));
            var features = json.RootElement.GetProperty("features").EnumerateArray().ToArray();
            Assert.Equal(embedded.Grid.Tiles.Count, features.Length);
        }
    }

    [Fact]
    public async Task Embed_OneSlideAsHdf5WithOptions_StoresWhatTheyAsk()
    {
        var slide = SharedData.TryPath("data", "wsi", "CMU-1-Small-Region.svs");
        var reference = SharedData.TryPath("data", "wsi", "tiles", "torchstain_target.png");
        Assert.SkipWhen(slide is null || reference is null, SharedData.MissingReason);

        var (code, _) = await Run(
            "--slide", slide!, "--store", At("store"), "--format", "hdf5", "--mpp", "0.5", "--tile-size", "128", "--overlap", "32", "--tissue-fraction", "0.25",
            "--normalise", "macenko", "--reference", reference!, "--max-tiles", "9", "--pool", "mean,max,top3,q90", "--morphometry");

        Assert.Equal(0, code);
        var store = TileStore.Open(At("store/tiles"));
        var embedding = store.Find(slide!)!;
        Assert.True(File.Exists(At($"store/tiles/{store.NameOf(slide!)}.h5")));
        Assert.Equal((128, 0.5), (store.Header.Backbone.TilePixels, store.Header.Backbone.MicronsPerPixel));
        Assert.Equal((32, 0.25, 9), (store.Header.Options.Tiling.Overlap, store.Header.Options.Tiling.MinTissueFraction, store.Header.Options.Tiling.MaxTiles));
        Assert.NotNull(store.Header.Options.Normalisation);
        Assert.True(store.Header.Options.MeasureMorphometry);
        Assert.InRange(embedding.Grid.Tiles.Count, 1, 9);
        var columns = FeatureStore.Open(At("store")).Load("pathomics").Columns;
        Assert.Equal(["mean", "max", "top3", "q90"], columns.Where(c => c.Name.StartsWith("scattering_H_s0_", StringComparison.Ordinal)).Select(c => c.Name["scattering_H_s0_".Length..]));

        // Another stain, another store.
        var error = await Assert.ThrowsAsync<TileStoreException>(() => Run("--slide", slide!, "--store", At("store"), "--format", "hdf5", "--normalise", "vahadane"));
        Assert.Contains(At("store/tiles"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_FolderWithoutAnyUsableSlide_IsWrongInput()
    {
        Directory.CreateDirectory(At("slides"));
        File.WriteAllText(At("slides/one.svs"), "not a slide");
        var (code, text) = await Run("--folder", At("slides"), "--store", At("store"));
        Assert.Equal(2, code);
        Assert.Equal(1, text.Split("excluded: ").Length - 1);
        Assert.Contains("excluded: one (slide '", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_FolderOfFolders_TakesEverySlideAndNamesWhatItSkips()
    {
        Directory.CreateDirectory(At("slides/P1/scan"));
        Slide("slides/P1/scan/a.tif", 1);
        Slide("slides/b.tif", 2);
        File.WriteAllText(At("slides/P1/notes.txt"), "see chart");
        File.WriteAllText(At("slides/._b.tif"), "resource fork");
        var (code, text) = await Run("--folder", At("slides"), "--store", At("slides/store"));
        Assert.Equal(0, code);
        Assert.Contains("2 of 2 slides", text, StringComparison.Ordinal);
        Assert.Contains($"skipped: {Path.Combine("P1", "notes.txt")}: ", text, StringComparison.Ordinal);
        Assert.Contains("skipped: ._b.tif: ", text, StringComparison.Ordinal);

        var (_, again) = await Run("--folder", At("slides"), "--store", At("slides/store"));
        Assert.Equal(2, again.Split("skipped: ").Length - 1);
    }

    [Theory]
    [InlineData("Give one of", "--store", "s")]
    [InlineData("Give one of", "--store", "s", "--slide", "a.svs", "--folder", "f")]
    [InlineData("--store", "--slide", "a.svs")]
    [InlineData("--format is 'zarr'", "--store", "s", "--slide", "a.svs", "--format", "zarr")]
    [InlineData("--normalise is 'mackenko'", "--store", "s", "--slide", "a.svs", "--normalise", "mackenko")]
    [InlineData("needs a --reference", "--store", "s", "--slide", "a.svs", "--normalise", "reinhard")]
    [InlineData("goes with --normalise", "--store", "s", "--slide", "a.svs", "--reference", "a.png")]
    [InlineData("--pool has 'median'", "--store", "s", "--slide", "a.svs", "--pool", "mean,median")]
    [InlineData("--parallel is 0", "--store", "s", "--slide", "a.svs", "--parallel", "0")]
    public async Task Embed_ImpossibleCommandLine_SaysWhatIsWrong(string expected, params string[] arguments)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run(arguments));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_NoSuchBackbone_NamesTheFile()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Run("--slide", "a.svs", "--store", At("store"), "--backbone", At("absent.json")));
        Assert.Contains("absent.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_ResNet18ByName_ShowsAndRecordsItsLicence()
    {
        Slide("a.tif", 1);
        var (code, text) = await Run("--slide", At("a.tif"), "--store", At("store"), "--backbone", "resnet18", "--max-tiles", "2", "--slide-mpp", "0.5");

        Assert.Equal(0, code);
        Assert.Contains("backbone: resnet18, 512 numbers a tile, licence MIT (package Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", text, StringComparison.Ordinal);
        var recorded = TileStore.Open(At("store/tiles")).Header.Backbone;
        Assert.Equal((ResNet18Backbone.Manifest.Licence, ResNet18Backbone.Manifest.Sha256), (recorded.Licence, recorded.Sha256));
    }

    [Fact]
    public async Task Embed_NameAlmostKnown_NamesTheNearest()
    {
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Run("--slide", "a.svs", "--store", At("store"), "--backbone", "resnet-18"));
        Assert.Contains("'resnet18'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_CudaWithoutIt_SaysWhatToInstall()
    {
        var error = await Assert.ThrowsAsync<NotSupportedException>(() => Run("--slide", "a.svs", "--store", At("store"), "--cuda"));
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_OpenSlide_TellsPaceAndTimeLeft()
    {
        var report = new EmbeddingProgress("/data/x.svs", 120, 480, 3, 10, 1, 2, 85.25, TimeSpan.FromSeconds(3725));
        Assert.Equal("3 of 10 slides (1 excluded), x.svs 120 of 480 tiles, 85.3 tiles/s, 1:02:05 left", EmbeddingDisplay.Describe(report));
        using var output = new StringWriter();
        var lines = new EmbeddingDisplay.Lines(output, TimeSpan.FromHours(1));
        lines.Report(report);
        lines.Report(report with { TilesDone = 130 });
        lines.Report(report with { SlidesDone = 10, TilesDone = 480, Remaining = TimeSpan.Zero });
        Assert.Equal(2, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [EmbedCommand.Create()];
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        var code = await root.Parse(["embed", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Slide(string name, int seed)
    {
        var random = new Random(seed);
        var rgb = new byte[1024 * 1024 * 3];
        for (var i = 0; i < rgb.Length; i += 3)
        {
            var (x, y) = ((i / 3 % 1024 % 30) - 15, (i / 3 / 1024 % 30) - 15);
            var noise = random.Next(8);
            var (r, g, b) = (x * x) + (y * y) < 49 ? (90, 60, 140) : (215, 150, 190);
            (rgb[i], rgb[i + 1], rgb[i + 2]) = ((byte)(r + noise), (byte)(g + noise), (byte)(b + noise));
        }

        PyramidalTiff.Write(At(name), rgb, 1024, 1024, 0.5, 95);
    }

    private void Blank(string name)
    {
        var rgb = new byte[1024 * 1024 * 3];
        Array.Fill(rgb, (byte)244);
        PyramidalTiff.Write(At(name), rgb, 1024, 1024, 0.5);
    }
}
