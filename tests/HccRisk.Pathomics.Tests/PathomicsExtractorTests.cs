using HccRisk.Core.Columns;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class PathomicsExtractorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-pathomics-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Embed_RealSlide_GivesTheSameNumbersForAnyThreadsAndBatches()
    {
        var path = RealSlide();
        using var one = OnnxBackbone.CreateDefault();
        using var four = OnnxBackbone.CreateDefault(options: new BackboneOptions { IntraOpThreads = 4 });
        var expected = new SlideEmbedder(one).Embed(path, Stop);
        // 2220 x 2967 pixels of 0.499 um hold 4 x 6 tiles of 224 um; the section covers a part of them.
        Assert.InRange(expected.Grid.Tiles.Count, 5, 24);
        Assert.Equal(expected.Grid.Tiles.Count * 38, expected.Values.Length);
        Assert.Equal(224 / 0.499, expected.Grid.TileSize, 1e-9);

        var batched = new SlideEmbedder(four, new SlideEmbedderOptions { BatchSize = 4, BatchesAhead = 1 }).Embed(path, Stop);
        Assert.Equal(expected.Values.ToArray(), batched.Values.ToArray());
        Assert.Equal(expected.Statistics, batched.Statistics);

        var embedder = new SlideEmbedder(one);
        var together = new SlideEmbedding[4];
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = embedder.Embed(path, Stop));
        Assert.All(together, x => Assert.Equal(expected.Values.ToArray(), x.Values.ToArray()));
    }

    [Fact]
    public void Embed_RealSlide_EqualsTilesReadAndEncodedOneByOne()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        using var slide = SlideFile.Open(RealSlide());
        var embedding = new SlideEmbedder(backbone, new SlideEmbedderOptions { Tiling = new TileOptions { MaxTiles = 3 } }).Embed(slide, Stop);
        Assert.Equal(3, embedding.Grid.Tiles.Count);
        var rgb = new byte[224 * 224 * 3];
        var expected = new float[38];
        var reader = new TileReader(slide, embedding.Grid);
        for (var i = 0; i < 3; i++)
        {
            reader.Read(embedding.Grid.Tiles[i], rgb);
            backbone.Embed(rgb, expected);
            Assert.Equal(expected, embedding[i].ToArray());
        }
    }

    [Fact]
    public void Extract_KnownNuclei_GivesTheirDensityAndArea()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var extractor = new PathomicsExtractor(null, backbone);
        foreach (var (count, radius) in new[] { (500, 7.0), (1100, 7.0), (500, 10.0) })
        {
            var (rgb, centres) = Pictures.RandomNuclei(1024, count, radius, seed: count);
            var path = Path.Combine(_folder.FullName, "random.tif");
            PyramidalTiff.Write(path, rgb, 1024, 1024, 0.5, 95);
            var found = extractor.Extract([path], Stop);
            // Four tiles of 448 pixels in the middle; some 50 to 100 nuclei lie on their edges, of which the square root is chance.
            var inside = centres.Count(c => c.X is >= 64 and < 960 && c.Y is >= 64 and < 960);
            Assert.Equal(inside / 0.448 / 0.448, Value(found, "nuclei_density"), 0.05 * inside / 0.448 / 0.448);
            Assert.Equal(Math.PI * radius * radius / 4, Value(found, "nuclei_area_mean"), 0.1 * Math.PI * radius * radius / 4);
        }
    }

    [Fact]
    public void Extract_SeveralSlides_PoolsOverAllTilesAndSkipsABlankOne()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var extractor = new PathomicsExtractor(new PathomicsOptions { Pooling = new PoolingOptions { Std = false } }, backbone);
        string[] paths = [Slide("a.tif", 32), Slide("b.tif", 24)];
        var separate = paths.Select(x => extractor.Extract([x], Stop)).ToArray();
        var together = extractor.Extract([paths[0], Blank("blank.tif"), paths[1]], Stop);
        Assert.Equal(extractor.Columns, together.Columns);
        Assert.Equal(extractor.Columns.Count, together.Values.Count);
        Assert.Equal(extractor.Columns.Count, extractor.Columns.Select(x => x.Name).Distinct().Count());
        // Both slides have the same number of tiles: the pooled mean is the mean of both.
        var first = extractor.Columns.ToList().FindIndex(x => x.Name == "scattering_H_s0_mean");
        for (var i = first; i < together.Values.Count; i++)
        {
            Assert.Equal((separate[0].Values[i] + separate[1].Values[i]) / 2, together.Values[i], 1e-9);
        }
    }

    [Fact]
    public void Extract_NoTissueAnywhere_NamesTheSlide()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var error = Assert.Throws<NoTissueException>(() => new PathomicsExtractor(null, backbone).Extract([Blank("blank.tif")], Stop));
        Assert.Contains("blank.tif' has no tile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_GreyStoredAsRgb_IsSaidToHaveNoColour()
    {
        var path = Path.Combine(_folder.FullName, "grey.tif");
        PyramidalTiff.Write(path, Pictures.Paint(1024, 1024, (x, y) => ((byte)((x ^ y) / 4), (byte)((x ^ y) / 4), (byte)((x ^ y) / 4))), 1024, 1024, 0.5);
        using var backbone = OnnxBackbone.CreateDefault();
        var error = Assert.Throws<NoTissueException>(() => new PathomicsExtractor(null, backbone).Extract([path], Stop));
        Assert.Contains("grey.tif' has no colour", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_NoResolution_AsksForItAndTakesTheOverride()
    {
        var path = SharedData.TryPath("data", "wsi", "openslide-python_boxes.tiff");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });
        Assert.Throws<SlideResolutionException>(() => new PathomicsExtractor(null, backbone).Extract([path], Stop));

        // Its boxes of pure red, green and blue are ink to every rule.
        var told = new PathomicsOptions
        {
            Embedding = new SlideEmbedderOptions
            {
                MicronsPerPixel = 1,
                Quality = null,
                Tissue = new() { MinObjectArea = 0, RejectPen = false },
                Tiling = new TileOptions { MinTissueFraction = 0 },
            },
        };
        Assert.DoesNotContain(new PathomicsExtractor(told, backbone).Extract([path], Stop).Values.Skip(10), double.IsNaN);
    }

    [Fact]
    public void Extract_DamagedSlide_IsAFormatErrorNotAHang()
    {
        var source = RealSlide();
        var path = Path.Combine(_folder.FullName, "damaged.svs");
        var bytes = File.ReadAllBytes(source);
        // Scramble picture data in the middle; directories stay whole.
        new Random(1).NextBytes(bytes.AsSpan(200_000, 900_000));
        File.WriteAllBytes(path, bytes);
        using var backbone = OnnxBackbone.CreateDefault();
        Assert.Contains("damaged.svs", Assert.Throws<SlideFormatException>(() => new PathomicsExtractor(null, backbone).Extract([path], Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_Cancelled_Stops()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var extractor = new PathomicsExtractor(null, backbone);
        var path = Slide("cancel.tif", 32);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => extractor.Extract([path], cancelled.Token));
    }

    [Fact]
    public void Fingerprint_ChangesWithWhatChangesNumbersAndNotWithThePace()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        using var other = OnnxBackbone.CreateDefault(new ScatteringOptions { MicronsPerPixel = 0.5 });
        var plain = new PathomicsExtractor(null, backbone).Fingerprint;
        Assert.Equal(plain, new PathomicsExtractor(new PathomicsOptions { Embedding = new SlideEmbedderOptions { BatchSize = 8 } }, backbone).Fingerprint);
        Assert.NotEqual(plain, new PathomicsExtractor(new PathomicsOptions { Pooling = new PoolingOptions { Quantiles = [0.9] } }, backbone).Fingerprint);
        Assert.NotEqual(plain, new PathomicsExtractor(null, other).Fingerprint);
        Assert.Contains(backbone.Sha256, plain, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_AnyThreads_GivesTheSameNumbersAndReportsThePace()
    {
        var path = RealSlide();
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 96 });
        var expected = new SlideEmbedder(backbone, new SlideEmbedderOptions { BatchSize = 3 }).Embed(path, Stop);
        var reports = new List<EmbeddingProgress>();
        var options = new SlideEmbedderOptions { BatchSize = 3, Decoders = 4, Inferences = 3, BatchesAhead = 1, MeasureNuclei = false };
        var many = new SlideEmbedder(backbone, options).Embed(path, new Reports(reports), Stop);
        Assert.Equal(expected.Values.ToArray(), many.Values.ToArray());
        Assert.Equal(expected.Grid.Tiles, many.Grid.Tiles);

        var last = reports[^1];
        Assert.Equal((1, 1, 0, TimeSpan.Zero), (last.SlidesDone, last.SlidesTotal, last.Excluded, last.Remaining));
        Assert.Equal(expected.Grid.Tiles.Count + expected.RejectedTiles, last.TilesDone);
        Assert.True(last.TilesPerSecond > 0);
        Assert.Throws<ArgumentException>(() => new PathomicsExtractor(new PathomicsOptions { Embedding = options }, backbone));
    }

    [Fact]
    public void Embed_PoorTiles_AreLeftOutUnlessTheyAreAskedFor()
    {
        // Left half sharp, right half the same under a Gaussian of 2.5 micrometres.
        var sharp = Pictures.NucleiOnLattice(1024, 1024, 24, 7);
        using var image = NetVips.Image.NewFromMemoryCopy(sharp.AsSpan(), 1024, 1024, 3, NetVips.Enums.BandFormat.Uchar);
        using var blurred = image.Gaussblur(5);
        using var half = blurred.Crop(512, 0, 512, 1024);
        using var both = image.Insert(half, 512, 0);
        var path = Path.Combine(_folder.FullName, "half.tif");
        PyramidalTiff.Write(path, both.WriteToMemory<byte>(), 1024, 1024, 0.5, 95);
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 128, MicronsPerPixel = 0.5 });

        var kept = new SlideEmbedder(backbone).Embed(path, Stop);
        var all = new SlideEmbedder(backbone, new SlideEmbedderOptions { Quality = null }).Embed(path, Stop);

        Assert.Equal(64, all.Grid.Tiles.Count);
        Assert.All(kept.Grid.Tiles, t => Assert.True(t.X < 512));
        Assert.Equal((32, 32), (kept.Grid.Tiles.Count, kept.RejectedTiles));
        for (var i = 0; i < kept.Grid.Tiles.Count; i++)
        {
            var at = all.Grid.Tiles.ToList().IndexOf(kept.Grid.Tiles[i]);
            Assert.Equal(all[at].ToArray(), kept[i].ToArray());
            Assert.Equal(all.Statistics[at], kept.Statistics[i]);
        }

        var strict = new SlideEmbedderOptions { Quality = new() { MaxBlurMicrons = 1e-3 } };
        Assert.Contains("Blurred", Assert.Throws<NoTissueException>(() => new SlideEmbedder(backbone, strict).Embed(path, Stop)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_Normalised_BringsTwoStainsTogether()
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var (weak, strong) = (Stained("weak.tif", 0.6), Stained("strong.tif", 1.2));
        double Gap(SlideNormalisation? normalisation)
        {
            var embedder = new SlideEmbedder(backbone, new SlideEmbedderOptions { Normalisation = normalisation, Quality = null });
            var (a, b) = (embedder.Embed(weak, Stop), embedder.Embed(strong, Stop));
            Assert.Equal(normalisation is null ? null : TileTransformOutcome.Applied, a.Normalisation);
            return a.Values.ToArray().Zip(b.Values.ToArray(), (x, y) => Math.Abs(x - y)).Average();
        }

        // Twice the stain doubles densities; normalised, both have the target's.
        Assert.InRange(Gap(new SlideNormalisation()) / Gap(null), 0, 0.2);
    }

    private static double Value(FeatureVector vector, string name) => vector.Values[vector.Columns.ToList().FindIndex(x => x.Name == name)];

    private static string RealSlide()
    {
        var path = SharedData.TryPath("data", "wsi", "CMU-1-Small-Region.svs");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return path;
    }

    private string Stained(string name, double amount)
    {
        var random = new Random(4);
        var rgb = Pictures.Paint(1024, 1024, (x, y) =>
        {
            var (dx, dy) = ((x % 30) - 15, (y % 30) - 15);
            var spread = 0.8 + (0.4 * random.NextDouble());
            return (dx * dx) + (dy * dy) <= 49 ? Pictures.Colour(0.8 * amount * spread, 0.02 * amount) : Pictures.Colour(0.02 * amount, 0.4 * amount * spread);
        });
        var path = Path.Combine(_folder.FullName, name);
        PyramidalTiff.Write(path, rgb, 1024, 1024, 0.5, 98);
        return path;
    }

    private string Slide(string name, double pitch)
    {
        var path = Path.Combine(_folder.FullName, name);
        PyramidalTiff.Write(path, Pictures.NucleiOnLattice(1024, 1024, pitch, 7), 1024, 1024, 0.5, 95);
        return path;
    }

    private string Blank(string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        PyramidalTiff.Write(path, Pictures.Paint(1024, 1024, (_, _) => (244, 243, 245)), 1024, 1024, 0.5);
        return path;
    }

    private sealed class Reports(List<EmbeddingProgress> list) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => list.Add(value);
    }
}
