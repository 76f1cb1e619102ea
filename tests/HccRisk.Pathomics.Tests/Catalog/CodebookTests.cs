using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Pathomics.Tests.Catalog;

public sealed class CodebookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-words-").FullName;

    private readonly MLContext _ml = new(seed: 1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder, "tiles");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void PoolByCodebook_FittedAndLoaded_CountsTheTilesNearestToEachWord()
    {
        Row[] rows = [new() { Id = "a", Slide = Slide("a.tif", 16, 4), Second = Slide("b.tif", 40, 9) }, new() { Id = "c", Slide = Slide("c.tif", 20, 5) }, new() { Id = "d", Slide = Slide("d.tif", 34, 8) }];
        Embed(rows);
        var data = _ml.Data.LoadFromEnumerable(rows);
        var transform = _ml.Transforms.PoolByCodebook(new CodebookOptions { SlideColumns = ["Slide", "Second"], TileStore = Store, Words = 5, Seed = 3 }, Stop);
        var model = transform.Fit(data);
        var file = Path.Combine(_folder, "model.zip");
        _ml.Model.Save(model, data.Schema, file);
        var loaded = new MLContext(seed: 8).Model.Load(file, out _);

        var words = model.Function;
        Assert.True(words.Converged);
        var expected = rows.Select(row => Shares(words, row.Slide, row.Second)).ToArray();
        var fitted = Values(model.Transform(data));
        Assert.All(fitted.Zip(expected), x => Assert.All(x.First.Zip(x.Second), y => Assert.Equal(y.Second, y.First, 1e-6)));
        Assert.Equal(fitted, Values(loaded.Transform(data)));
        Assert.Equal(["word00", "word01", "word02", "word03", "word04"], SlotNames.Read(loaded.Transform(data).Schema["TileWords"]));
        Assert.Equal(words.Centres, LearnedModel.Find<CodebookFunction>(loaded).Centres);
        // Tissue that differs is told apart.
        Assert.NotEqual(fitted[1], fitted[2]);
    }

    [Fact]
    public void Fit_TestRows_DoNotChangeTheWords()
    {
        Row[] training = [new() { Id = "a", Slide = Slide("a.tif", 16, 4) }, new() { Id = "b", Slide = Slide("b.tif", 30, 7) }];
        Row[] all = [.. training, new() { Id = "c", Slide = Slide("c.tif", 44, 11) }];
        Embed(all);
        var transform = _ml.Transforms.PoolByCodebook("TileWords", "Slide", Store, words: 4);
        var words = transform.Fit(_ml.Data.LoadFromEnumerable(training));
        Assert.NotEqual(words.Function.Centres, transform.Fit(_ml.Data.LoadFromEnumerable(all)).Function.Centres);
        Assert.Equal(words.Function.Centres, transform.Fit(_ml.Data.LoadFromEnumerable(training)).Function.Centres);
        Assert.All(Values(words.Transform(_ml.Data.LoadFromEnumerable(all))), x => Assert.Equal(1, x.Sum(), 1e-5));
    }

    [Fact]
    public void Evaluate_BySlide_AveragesTheSlidesAndFilesOfTilesServeAlone()
    {
        Row[] rows = [new() { Id = "a", Slide = Slide("a.tif", 16, 4), Second = Slide("b.tif", 40, 9) }];
        Embed(rows);
        var data = _ml.Data.LoadFromEnumerable([new Row { Id = "a", Slide = Tiles(Store, rows[0].Slide), Second = Tiles(Store, rows[0].Second) }, new Row { Id = "b", Slide = Tiles(Store, rows[0].Second) }]);
        var options = new CodebookOptions { SlideColumns = ["Slide", "Second"], Words = 3, Slides = SlideWeighting.BySlide };
        var model = _ml.Transforms.PoolByCodebook(options, Stop).Fit(data);
        var values = Values(model.Transform(data));
        var first = Shares(model.Function, rows[0].Slide, string.Empty);
        var second = Shares(model.Function, rows[0].Second, string.Empty);
        Assert.All(first.Zip(second, values[0]), x => Assert.Equal((x.First + x.Second) / 2, x.Third, 1e-6));
    }

    [Fact]
    public void Evaluate_NoTiles_ThrowsOrIsMissing()
    {
        Row[] rows = [new() { Id = "a", Slide = Slide("a.tif", 16, 4) }];
        Embed(rows);
        var good = _ml.Data.LoadFromEnumerable(rows);
        var bad = _ml.Data.LoadFromEnumerable([new Row { Id = "x", Slide = Slide("x.tif", 30, 7) }, rows[0], new Row { Id = "y" }]);
        var throws = _ml.Transforms.PoolByCodebook("TileWords", "Slide", Store, words: 2);
        var named = Assert.ThrowsAny<Exception>(() => throws.Fit(_ml.Data.LoadFromEnumerable([rows[0], new Row { Id = "x", Slide = Slide("x.tif", 30, 7) }]))).Message;
        Assert.Contains("x.tif", named, StringComparison.Ordinal);
        Assert.StartsWith("Row 1: ", named, StringComparison.Ordinal);

        var model = _ml.Transforms.PoolByCodebook(new CodebookOptions { TileStore = Store, Words = 2, BadFiles = BadFilePolicy.Missing }, Stop).Fit(bad);
        var values = Values(model.Transform(bad));
        Assert.All(values[0].Concat(values[2]), x => Assert.True(float.IsNaN(x)));
        Assert.Equal(Values(throws.Fit(good).Transform(good))[0], values[1]);

        var few = Assert.Throws<InvalidDataException>(() => _ml.Transforms.PoolByCodebook("TileWords", "Slide", Store, words: 1000).Fit(good));
        Assert.Contains("1000 words", few.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_TilesOfAnotherBackbone_AreRefused()
    {
        Row[] rows = [new() { Id = "a", Slide = Slide("a.tif", 16, 4) }];
        Embed(rows);
        var model = _ml.Transforms.PoolByCodebook("TileWords", "Slide", Store, words: 2).Fit(_ml.Data.LoadFromEnumerable(rows));
        using (var other = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 96 }))
        {
            var embedder = new SlideEmbedder(other);
            TileStore.OpenOrCreate(Store + "2", embedder).Embed(embedder, [rows[0].Slide], cancellationToken: Stop);
        }

        var foreign = _ml.Data.LoadFromEnumerable([new Row { Id = "a", Slide = Tiles(Store + "2", rows[0].Slide) }]);
        Assert.Contains("fingerprint", Assert.ThrowsAny<Exception>(() => Values(model.Transform(foreign))).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>((new CodebookOptions { Words = 1, MaxIterations = 0, SlideColumns = [] }).Validate);
        Assert.All(new[] { "Words", "MaxIterations", "SlideColumns" }, x => Assert.Contains(x, error.Message, StringComparison.Ordinal));
    }

    /// <summary>Shares counted in double straight from the store.</summary>
    private double[] Shares(CodebookFunction words, params string[] paths)
    {
        var shares = new double[words.Setup.Words];
        var store = TileStore.Open(Store);
        foreach (var path in paths.Where(x => x.Length > 0))
        {
            var slide = store.Find(path)!;
            for (var i = 0; i < slide.Grid.Tiles.Count; i++)
            {
                var tile = slide[i].ToArray();
                var best = Enumerable.Range(0, shares.Length).MinBy(c => tile.Select((v, j) => Math.Pow((v * words.Scale[j]) - words.Centres[(c * words.Width) + j], 2)).Sum());
                shares[best]++;
            }
        }

        return [.. shares.Select(x => x / shares.Sum())];
    }

    private static string Tiles(string store, string slide) => Path.Combine(store, TileStore.Open(store).NameOf(slide) + ".parquet");

    private static float[][] Values(IDataView data) => [.. data.GetColumn<float[]>("TileWords")];

    private void Embed(Row[] rows)
    {
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });
        var embedder = new SlideEmbedder(backbone);
        var result = TileStore.OpenOrCreate(Store, embedder).Embed(embedder, [.. rows.SelectMany(x => new[] { x.Slide, x.Second }).Where(x => x.Length > 0)], cancellationToken: Stop);
        Assert.Empty(result.Exclusions);
    }

    private string Slide(string name, double pitch, double radius)
    {
        var path = Path.Combine(_folder, name);
        PyramidalTiff.Write(path, Pictures.NucleiOnLattice(1024, 1024, pitch, radius), 1024, 1024, 0.5, 95);
        return path;
    }

    private sealed class Row
    {
        public string Id { get; set; } = string.Empty;

        public string Slide { get; set; } = string.Empty;

        public string Second { get; set; } = string.Empty;
    }
}
