using System.Diagnostics;
using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Pathomics.Tests.Catalog;

public sealed class PrototypeTests(ITestOutputHelper log) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(seed: 1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Store => _folder["tiles"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PoolByPrototypes_FittedAndLoaded_IsTheMixtureOfTheStoredTiles()
    {
        Row[] rows = [new() { Slide = Slide("a.tif", 16, 4), Second = Slide("b.tif", 40, 9) }, new() { Slide = Slide("c.tif", 20, 5) }, new() { Slide = Slide("d.tif", 34, 8) }];
        Embed(rows);
        var data = _ml.Data.LoadFromEnumerable(rows);
        var options = new PrototypeOptions { SlideColumns = ["Slide", "Second"], TileStore = Store, Prototypes = 3, Components = 4, Seed = 3, PriorTiles = 2, PriorVariance = 0.5 };
        var model = _ml.Transforms.PoolByPrototypes(options, Stop).Fit(data);
        _ml.Model.Save(model, data.Schema, _folder["model.zip"]);
        var loaded = new MLContext(seed: 8).Model.Load(_folder["model.zip"], out _);

        var function = model.Function;
        Assert.True(function.Converged);
        var fitted = Values(model.Transform(data));
        Assert.Equal(fitted, Values(loaded.Transform(data)));
        Assert.Equal(function.Prototypes, LearnedModel.Find<PrototypeFunction>(loaded).Prototypes);
        var names = SlotNames.Read(loaded.Transform(data).Schema["TilePrototypes"]);
        Assert.Equal(3 * (1 + (2 * 4)), names.Count);
        Assert.Equal(("p02_share", "p00_mean_00", "p02_var_03"), (names[2], names[3], names[^1]));

        // The mean of tiles is that of the mixture but for the prototypes, which count for two tiles each.
        var store = TileStore.Open(Store);
        for (var i = 0; i < rows.Length; i++)
        {
            var tiles = new[] { rows[i].Slide, rows[i].Second }.Where(x => x.Length > 0).Select(x => store.Find(x)!).ToArray();
            var count = tiles.Sum(x => x.Grid.Tiles.Count);
            Assert.Equal(1, fitted[i][..3].Sum(), 1e-5);
            for (var k = 0; k < 4; k++)
            {
                var sum = tiles.Sum(s => Enumerable.Range(0, s.Grid.Tiles.Count).Sum(t => Score(function, s[t].ToArray(), k)));
                var prior = 2 * Enumerable.Range(0, 3).Sum(c => (double)function.Prototypes[(c * 4) + k]);
                var mixture = Enumerable.Range(0, 3).Sum(c => (double)fitted[i][c] * fitted[i][3 + (c * 4) + k]);
                Assert.Equal((sum + prior) / (count + 6), mixture, 1e-4);
            }
        }

        // Tissue that differs is told apart.
        Assert.NotEqual(fitted[1], fitted[2]);
    }

    [Fact]
    public void Fit_TestRows_DoNotChangeThePrototypes()
    {
        Row[] training = [new() { Slide = Slide("a.tif", 16, 4) }, new() { Slide = Slide("b.tif", 30, 7) }];
        Row[] all = [.. training, new() { Slide = Slide("c.tif", 44, 11) }];
        Embed(all);
        var transform = _ml.Transforms.PoolByPrototypes("TilePrototypes", "Slide", Store, prototypes: 2);
        var first = transform.Fit(_ml.Data.LoadFromEnumerable(training)).Function;
        Assert.Equal(first.Prototypes, transform.Fit(_ml.Data.LoadFromEnumerable(training)).Function.Prototypes);
        Assert.NotEqual(first.Prototypes, transform.Fit(_ml.Data.LoadFromEnumerable(all)).Function.Prototypes);
    }

    [Fact]
    public void Evaluate_NoTiles_ThrowsOrIsMissing()
    {
        Row[] rows = [new() { Slide = Slide("a.tif", 18, 4) }];
        Embed(rows);
        var bad = _ml.Data.LoadFromEnumerable([rows[0], new Row()]);
        Assert.Contains("no path of a slide", Assert.ThrowsAny<Exception>(() => _ml.Transforms.PoolByPrototypes("TilePrototypes", "Slide", Store, prototypes: 2).Fit(bad)).ToString(), StringComparison.Ordinal);
        var model = _ml.Transforms.PoolByPrototypes(new PrototypeOptions { TileStore = Store, Prototypes = 2, BadFiles = BadFilePolicy.Missing }, Stop).Fit(bad);
        var values = Values(model.Transform(bad));
        Assert.All(values[0], v => Assert.True(float.IsFinite(v)));
        Assert.All(values[1], v => Assert.True(float.IsNaN(v)));
        var few = Assert.Throws<InvalidDataException>(() => _ml.Transforms.PoolByPrototypes("TilePrototypes", "Slide", Store, prototypes: 256).Fit(_ml.Data.LoadFromEnumerable(rows)));
        Assert.Contains("256 prototypes", few.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>((new PrototypeOptions { Prototypes = 1, Components = 0, PriorTiles = 0, PriorVariance = double.NaN }).Validate);
        Assert.All(new[] { "Prototypes", "Components", "PriorTiles", "PriorVariance" }, x => Assert.Contains(x, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Contributions_OfALinearScore_AddUpToItsDifference()
    {
        var function = Function(prototypes: 3, components: 2);
        var random = new Random(3);
        float[] Draw() => [.. Enumerable.Range(0, 15).Select(_ => (float)random.NextDouble())];
        var (mixture, average) = (Draw(), Draw());
        double[] weights = [.. Draw().Select(x => x - 0.5)];
        var parts = function.Contributions(mixture, average, weights);
        Assert.Equal(weights.Select((w, i) => w * ((double)mixture[i] - average[i])).Sum(), parts.Sum(), 1e-9);

        // By its names: what a slot weighs goes to its prototype.
        var names = PrototypeFunction.SlotNames(3, 2);
        for (var i = 0; i < names.Count; i++)
        {
            double[] one = [.. names.Select((_, j) => i == j ? 1.0 : 0)];
            var own = function.Contributions(mixture, average, one);
            Assert.Equal(mixture[i] - average[i], own[int.Parse(names[i][1..3], System.Globalization.CultureInfo.InvariantCulture)], 1e-6);
        }
    }

    [Fact]
    public void Render_SlidesOfTwoKindsOfTissue_ShowsEachInRowsOfItsOwn()
    {
        // Dense small nuclei and sparse large ones: with two prototypes each row holds tiles of one slide only.
        Row[] rows = [new() { Slide = Slide("a.tif", 16, 6) }, new() { Slide = Slide("b.tif", 44, 6) }];
        Embed(rows);
        var function = _ml.Transforms.PoolByPrototypes("TilePrototypes", "Slide", Store, prototypes: 2).Fit(_ml.Data.LoadFromEnumerable(rows)).Function;
        var store = TileStore.Open(Store);
        var picture = PrototypePicture.Render(function, [.. rows.Select(x => (new SlideInput(x.Slide), store.Find(x.Slide)!))], examples: 4, side: 64);
        Assert.Equal((4 + (4 * 68), 4 + (2 * 68)), (picture.Width, picture.Height));
        var darkness = Enumerable.Range(0, 8).Select(cell => Mean(picture, 4 + (cell % 4 * 68), 4 + (cell / 4 * 68), 64)).ToArray();
        Assert.All(new[] { darkness[..4], darkness[4..] }, row => Assert.True(row.Max() - row.Min() < 8));
        Assert.True(Math.Abs(darkness[0] - darkness[4]) > 15);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Fit_FourHundredSixtySlides_TellsItsPace()
    {
        var scale = new SlideScale(0, 1, 1, 0.5);
        var header = new TileFileHeader
        {
            Slide = new SlideStamp("0", 0, 0),
            Backbone = "resnet18",
            BackboneSha256 = "0",
            FingerprintHash = "synthetic",
            TilePixels = 224,
            Scale = scale,
            Tiles = 1000,
            Width = 512,
            TissueFraction = 1,
            RejectedTiles = 0,
        };
        var random = new Random(1);
        var folder = Directory.CreateDirectory(_folder["many"]).FullName;
        var rows = Enumerable.Range(0, 460).Select(i =>
        {
            var path = Path.Combine(folder, FormattableString.Invariant($"s{i:000}.parquet"));
            var values = new float[1000 * 512];
            for (var j = 0; j < values.Length; j++)
            {
                values[j] = random.NextSingle() * (1 + (j % 7));
            }

            var grid = new TileGrid(224, scale, [.. Enumerable.Range(0, 1000).Select(t => new Tile(t * 224, 0, 1))]);
            TileFile.Write(path, new SlideEmbedding(path, grid, 1, 512, values, new Nuclei.TileStatistics[1000]), header, [.. Enumerable.Range(0, 512).Select(k => $"{k:0000}")]);
            return new Row { Slide = path };
        }).ToArray();
        var data = _ml.Data.LoadFromEnumerable(rows);
        var clock = Stopwatch.StartNew();
        var model = _ml.Transforms.PoolByPrototypes(new PrototypeOptions(), Stop).Fit(data);
        var fitted = clock.Elapsed;
        var values = Values(model.Transform(data));
        log.WriteLine(FormattableString.Invariant($"460 slides of 1,000 tiles of 512 numbers: fitted in {fitted.TotalSeconds:0.0} s ({model.Function.Iterations} rounds), all {clock.Elapsed.TotalSeconds:0.0} s"));
        Assert.Equal(460, values.Length);
        Assert.All(values, x => Assert.Equal(1, x[..16].Sum(), 1e-4));
    }

    private static double Score(PrototypeFunction function, float[] tile, int axis) =>
        tile.Select((v, j) => ((double)v - function.Mean[j]) * function.Axes[(axis * tile.Length) + j]).Sum();

    private static double Mean(SlideImage picture, int left, int top, int side) => Enumerable.Range(0, side * side)
        .Average(i => (double)picture.Rgb[3 * (((top + (i / side)) * picture.Width) + left + (i % side))]);

    private static PrototypeFunction Function(int prototypes, int components) => new()
    {
        InputSlots = ["Slide"],
        Setup = new PrototypeOptions { Prototypes = prototypes },
        FingerprintHash = "",
        Mean = new float[components],
        Axes = new float[components * components],
        Prototypes = new float[prototypes * components],
        LearnedTiles = 0,
        Iterations = 0,
        Converged = true,
    };

    private static float[][] Values(IDataView data) => [.. data.GetColumn<float[]>("TilePrototypes")];

    private void Embed(Row[] rows)
    {
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });
        var embedder = new SlideEmbedder(backbone);
        var result = TileStore.OpenOrCreate(Store, embedder).Embed(embedder, [.. rows.SelectMany(x => new[] { x.Slide, x.Second }).Where(x => x.Length > 0)], cancellationToken: Stop);
        Assert.Empty(result.Exclusions);
    }

    private string Slide(string name, double pitch, double radius)
    {
        PyramidalTiff.Write(_folder[name], Pictures.NucleiOnLattice(1024, 1024, pitch, radius), 1024, 1024, 0.5, 95);
        return _folder[name];
    }

    private sealed class Row
    {
        public string Slide { get; set; } = string.Empty;

        public string Second { get; set; } = string.Empty;
    }
}
