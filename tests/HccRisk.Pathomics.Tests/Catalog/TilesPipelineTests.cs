using System.Diagnostics;
using HccRisk.Backbones.ResNet18;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Pathomics.Catalog.Tiles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Pathomics.Tests.Catalog;

/// <summary>Tiles through ML.NET's own transformer of ONNX models against the embedder.</summary>
public sealed class TilesPipelineTests(ITestOutputHelper log) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pipeline_SavedAndLoaded_EqualsTheEmbedder()
    {
        // Two slides, one with a patch of glass and one normalised: what the embedder leaves out, the pipeline must.
        var options = new SlideEmbedderOptions
        {
            Tiling = new TileOptions { MinTissueFraction = 0.2 },
            Normalisation = new SlideNormalisation { Target = new StainProfile(new StainMatrix([0.6, 0.7, 0.31], [0.1, 0.95, 0.2]), 1, 0.7) },
        };
        SlideInput[] slides = [new(Slide("a.tif", 900, 24)), new(Slide("b.tif", 700, 30))];
        using var backbone = OnnxBackbone.CreateDefault();
        Compare(backbone, slides, options, new PoolingOptions { Max = true });
    }

    [Fact]
    public void Pipeline_MapOfAHalfPrecisionModel_EqualsTheEmbedder()
    {
        // A network in float16, which ML.NET does not run, that gives a map: the mean over places is taken by the pooling.
        var model = SharedData.TryPath("data", "wsi", "models", "SqueezeNet_fp16_WinML_MIT.onnx");
        Assert.SkipWhen(model is null, SharedData.MissingReason);
        using var backbone = OnnxBackbone.Load(model, new BackboneManifest
        {
            Name = "squeezenet",
            Input = "data_0",
            Output = "fire9/concat_1",
            TilePixels = 224,
            MicronsPerPixel = 1,
            Width = 512,
            Pooling = TokenPooling.SpatialMean,
            SinglePrecision = true,
            Licence = "MIT",
        });
        Compare(backbone, [new SlideInput(Slide("a.tif", 700, 24))], new SlideEmbedderOptions(), new PoolingOptions());
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Pipeline_FiveHundredTilesByResNet18_EqualsTheEmbedder()
    {
        var side = (27 * 112) + 8;
        var path = Slide("large.tif", side, 26, micronsPerPixel: 1);
        // ResNet-18 is for 0.5 um: here the tiles are taken at 1 um, as large as they are, half overlapping.
        using var coarse = OnnxBackbone.Load(ResNet18Backbone.FindModel(), ResNet18Backbone.Manifest with { MicronsPerPixel = 1 });
        var tiles = Compare(coarse, [new SlideInput(path)], new SlideEmbedderOptions { Tiling = new TileOptions { Overlap = 112, MaxTiles = 520 } }, new PoolingOptions());
        Assert.InRange(tiles, 500, 520);
    }

    [Fact]
    public void PoolTiles_RowsShuffled_IsANamedError()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var tiles = _ml.Data.ListTiles([new SlideInput(Slide("a.tif", 900, 24))], backbone.Manifest);
        var shuffled = _ml.Data.ShuffleRows(tiles, seed: 2, shuffleSource: true);
        var pooled = Pipeline(backbone, new SlideEmbedderOptions(), new PoolingOptions()).Fit(shuffled).Transform(shuffled);
        var error = Assert.ThrowsAny<Exception>(() => pooled.GetColumn<float>("LastTile").ToArray());
        Assert.Contains("pooling needs all tiles of a slide", Innermost(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadTiles_SideWithoutATensor_NamesThoseThereAre()
    {
        var manifest = ResNet18Backbone.Manifest with { TilePixels = 225 };
        Assert.Contains("224, 256", Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadTiles("Tile", manifest)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(224)]
    [InlineData(256)]
    [InlineData(384)]
    [InlineData(448)]
    [InlineData(512)]
    public void LoadTiles_OfASlide_GivesThePixelsAsTheManifestNormalisesThem(int side)
    {
        var path = Slide("a.tif", 600, 24);
        var manifest = ResNet18Backbone.Manifest with { TilePixels = side, MicronsPerPixel = 1, Mean = [0.1, 0.2, 0.3], Std = [0.5, 0.25, 0.125], ChannelOrder = ChannelOrder.Bgr };
        var options = new SlideEmbedderOptions { Quality = null };
        var tiles = _ml.Data.ListTiles([new SlideInput(path)], manifest, options);
        var tensors = _ml.Transforms.LoadTiles("Tile", manifest, options).Fit(tiles).Transform(tiles);
        Assert.Equal([3, side, side], ((VectorDataViewType)tensors.Schema["Tile"].Type).Dimensions);

        using var slide = SlideFile.Open(path);
        var rgb = new byte[side * side * 3];
        var place = _ml.Data.CreateEnumerable<TilePlace>(tiles, reuseRowObject: false).First();
        new TileReader(slide, new TileGrid(side, slide.ScaleFor(1), [])).Read(new Tile(place.X, place.Y, 1), rgb);
        var actual = tensors.GetColumn<float[]>("Tile").First();
        for (var i = 0; i < actual.Length; i++)
        {
            var channel = 2 - (i / (side * side));
            Assert.Equal(((rgb[(i % (side * side) * 3) + channel] / 255.0) - manifest.Mean[channel]) / manifest.Std[channel], actual[i], 1e-6);
        }
    }

    private int Compare(OnnxBackbone backbone, SlideInput[] slides, SlideEmbedderOptions options, PoolingOptions pooling)
    {
        var tiles = _ml.Data.ListTiles(slides, backbone.Manifest, options);
        var file = _folder["pipeline.zip"];
        _ml.Model.Save(Pipeline(backbone, options, pooling).Fit(tiles), tiles.Schema, file);
        var clock = Stopwatch.StartNew();
        var output = new MLContext(seed: 3).Model.Load(file, out _).Transform(tiles);
        var rows = _ml.Data.CreateEnumerable<Row>(output, reuseRowObject: false).Where(x => x.TileFaults == 0).ToArray();
        var byTransformer = clock.Elapsed;
        var kept = _ml.Data.FilterRowsByColumn(output, "LastTile", lowerBound: 0.5);
        var pooled = kept.GetColumn<float[]>("Pathomics").ToArray();
        Assert.Equal(slides.Length, pooled.Length);

        var embedder = new SlideEmbedder(backbone, options with { MeasureNuclei = false });
        var byEmbedder = TimeSpan.Zero;
        var extractor = new PathomicsExtractor(new PathomicsOptions { Embedding = options, Pooling = pooling, Handcrafted = false }, backbone);
        Assert.Equal(extractor.Columns.Select(x => x.Name), SlotNames.Read(output.Schema["Pathomics"]));
        for (var s = 0; s < slides.Length; s++)
        {
            clock.Restart();
            var expected = embedder.Embed(slides[s]);
            byEmbedder += clock.Elapsed;
            var own = rows.Where(x => x.Slide == slides[s].Path).Select(x => x.Embedding).ToArray();
            Assert.Equal(expected.Grid.Tiles.Count, own.Length);
            if (backbone.Manifest.Pooling == TokenPooling.None)
            {
                // Single precision, the same kernels: 1e-5 of the value.
                Near(expected.Values.ToArray().Select(x => (double)x), own.SelectMany(x => x));
            }

            Near(extractor.Pool([expected]).Values, pooled[s]);
        }

        log.WriteLine(FormattableString.Invariant($"{rows.Length} tiles of {backbone.Manifest.Name}: {byTransformer.TotalSeconds:0.0} s by ML.NET's transformer, {byEmbedder.TotalSeconds:0.0} s by the embedder"));
        return rows.Length;
    }

    private static void Near(IEnumerable<double> expected, IEnumerable<float> actual) =>
        Assert.All(expected.Zip(actual), x => Assert.True(Math.Abs(x.First - x.Second) <= 1e-5 * Math.Max(1, Math.Abs(x.First)), $"{x}"));

    private EstimatorChain<ITransformer> Pipeline(OnnxBackbone backbone, SlideEmbedderOptions options, PoolingOptions pooling)
    {
        var network = _folder["network.onnx"];
        backbone.SaveForMLNet(network);
        return _ml.Transforms.LoadTiles("Tile", backbone.Manifest, options)
            .Append(_ml.Transforms.ApplyOnnxModel("Embedding", "Tile", network))
            .Append(_ml.Transforms.PoolTiles(new PoolTilesOptions { Manifest = backbone.Manifest, Pooling = pooling }));
    }

    private string Slide(string name, int side, double pitch, double micronsPerPixel = 1)
    {
        var path = _folder[name];
        var tissue = Pictures.NucleiOnLattice(side, side, pitch, 6);
        for (var y = 0; y < side / 8; y++)
        {
            tissue.AsSpan(y * side * 3, side / 4 * 3).Fill(245);
        }

        PyramidalTiff.Write(path, tissue, side, side, micronsPerPixel, quality: 95);
        return path;
    }

    private sealed class Row
    {
        public string Slide { get; set; } = string.Empty;

        public float TileFaults { get; set; }

        public float[] Embedding { get; set; } = [];

        // ML.NET's stateful mapping must be asked for something, or none of its rows can be read.
        public float LastTile { get; set; }
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
