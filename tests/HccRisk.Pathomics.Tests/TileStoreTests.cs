using System.Globalization;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Pooling;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using PureHDF;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class TileStoreTests : IDisposable
{
    private static readonly ScatteringOptions Small = new() { TilePixels = 64 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-tiles-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string StoreFolder => Path.Combine(_folder.FullName, "store");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(TileStoreFormat.Parquet, false)]
    [InlineData(TileStoreFormat.Hdf5, false)]
    [InlineData(TileStoreFormat.Parquet, true)]
    [InlineData(TileStoreFormat.Hdf5, true)]
    public void Read_WhatWasEmbedded_GivesEveryBitAndPoolsAlike(TileStoreFormat format, bool morphometry)
    {
        using var backbone = OnnxBackbone.CreateDefault(Small);
        var options = new SlideEmbedderOptions { MeasureMorphometry = morphometry };
        var embedder = new SlideEmbedder(backbone, options);
        var path = Slide("a.tif", 32);
        var expected = embedder.Embed(path, Stop);
        var result = TileStore.OpenOrCreate(StoreFolder, embedder, format).Embed(embedder, [path], cancellationToken: Stop);
        var name = TileStore.Open(StoreFolder).NameOf(path);
        Assert.Equal([name], result.Slides);

        var stored = TileStore.Open(StoreFolder).Read(name);

        Assert.Equal(expected.Values.ToArray(), stored.Values.ToArray());
        Assert.Equal(expected.Grid.Tiles, stored.Grid.Tiles);
        Assert.Equal(expected.Grid.Scale, stored.Grid.Scale);
        Assert.Equal(expected.Grid.TilePixels, stored.Grid.TilePixels);
        Assert.Equal(expected.Statistics, stored.Statistics);
        Assert.Equal(morphometry, stored.HasMorphometry);
        Assert.Equal(expected.TissueFraction, stored.TissueFraction);
        var extractor = new PathomicsExtractor(new PathomicsOptions { Embedding = options, Pooling = new PoolingOptions { Quantiles = [0.9], Max = true, TopTiles = 3 } }, backbone);
        Assert.Equal(extractor.Pool([expected]).Values, extractor.Pool([stored]).Values);
    }

    /// <summary>A link to another file (HDF5 File Format Specification, link message of type 64), made from one within the file.</summary>
    [Fact]
    public void Read_Hdf5WhoseNumbersLieInAnotherFile_IsRefused()
    {
        using var backbone = OnnxBackbone.CreateDefault(Small);
        var embedder = new SlideEmbedder(backbone);
        TileStore.OpenOrCreate(StoreFolder, embedder, TileStoreFormat.Hdf5).Embed(embedder, [Slide("a.tif", 32)], cancellationToken: Stop);
        var whole = Directory.GetFiles(StoreFolder, "*.h5")[0];
        using var made = new MemoryStream();
        var file = new H5File { ["features"] = new H5SoftLink($"\0{whole}\0/features\0") };
        file.Attributes[TileFileHeader.Entry] = TileFile.ReadHeader(whole, verify: true)!.ToJson();
        file.Write(made);
        var bytes = made.ToArray();
        var name = bytes.AsSpan().IndexOf("features"u8);
        var type = Enumerable.Range(1, 14).Select(back => name - back).First(at => bytes[at] == 1 && (bytes[at - 1] & 8) != 0 && bytes[at - 2] == 1);
        bytes[type] = 64;

        using (var plain = H5File.Open(new MemoryStream(bytes), leaveOpen: false))
        {
            Assert.Equal(TileFile.Read(whole)!.Item2.Values.ToArray(), plain.Dataset("features").Read<float[]>());
        }

        Assert.Contains("in the file itself", Assert.Throws<InvalidDataException>(() => TileHdf5.Read(new MemoryStream(bytes), "a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Hdf5_IsReadByH5DumpInTheLayoutOfClam()
    {
        var tool = ExternalTool.TryFind("h5dump");
        Assert.SkipWhen(tool is null, ExternalTool.MissingReason("h5dump"));
        using var backbone = OnnxBackbone.CreateDefault(Small);
        var embedder = new SlideEmbedder(backbone);
        var path = Slide("a.tif", 32);
        var store = TileStore.OpenOrCreate(StoreFolder, embedder, TileStoreFormat.Hdf5);
        store.Embed(embedder, [path], cancellationToken: Stop);
        var expected = embedder.Embed(path, Stop);
        var file = Path.Combine(StoreFolder, store.NameOf(path) + ".h5");

        var count = expected.Grid.Tiles.Count;
        var layout = tool.Run("-H", file);
        Assert.Contains("H5T_IEEE_F32LE", layout, StringComparison.Ordinal);
        Assert.Contains($"{{ ( {count}, 38 ) / ( {count}, 38 ) }}", layout, StringComparison.Ordinal);
        Assert.Contains($"{{ ( {count}, 2 ) / ( {count}, 2 ) }}", layout, StringComparison.Ordinal);

        // Nine digits name a float, so the text is exact.
        var features = Numbers(tool, file, "features").Select(x => float.Parse(x, CultureInfo.InvariantCulture));
        Assert.Equal(expected.Values.ToArray(), features);
        var coordinates = Numbers(tool, file, "coords").Select(x => int.Parse(x, CultureInfo.InvariantCulture));
        Assert.Equal(expected.Grid.Tiles.SelectMany(t => new[] { t.X, t.Y }), coordinates);
        Assert.Contains("(0): 64", tool.Run("-a", "/coords/patch_size", file), StringComparison.Ordinal);
        Assert.Contains(backbone.Sha256, tool.Run("-a", "/backbone_sha256", file), StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_FinishedSlide_IsNotComputedAgainUnlessItChanged()
    {
        using var backbone = OnnxBackbone.CreateDefault(Small);
        var embedder = new SlideEmbedder(backbone);
        var store = TileStore.OpenOrCreate(StoreFolder, embedder);
        string[] slides = [Slide("a.tif", 32), Blank("blank.tif")];
        var first = store.Embed(embedder, slides, cancellationToken: Stop);
        Assert.Equal((2, 0), (first.Computed, first.Reused));
        var stored = Path.Combine(StoreFolder, store.NameOf(slides[0]) + ".parquet");
        var written = File.GetLastWriteTimeUtc(stored);

        var again = TileStore.OpenOrCreate(StoreFolder, embedder).Embed(embedder, slides, cancellationToken: Stop);
        Assert.Equal((0, 2), (again.Computed, again.Reused));
        Assert.Equal(first.Exclusions, again.Exclusions);
        Assert.Equal(written, File.GetLastWriteTimeUtc(stored));

        // A run that was killed while it wrote leaves a temporary file, a damaged disk half a one: both slides start again.
        File.WriteAllText(stored, "PAR1");
        Assert.Equal((1, 1), Counts(store.Embed(embedder, slides, cancellationToken: Stop)));
        File.AppendAllText(slides[1], "x");
        Assert.Equal((1, 1), Counts(store.Embed(embedder, slides, cancellationToken: Stop)));
        File.SetLastWriteTimeUtc(slides[1], DateTime.UtcNow.AddDays(-1));
        Assert.Equal((0, 2), Counts(store.Embed(embedder, slides, cancellationToken: Stop)));
        Assert.Equal((1, 1), Counts(store.Embed(embedder, slides, new TileStoreRunOptions { RetryExcluded = true }, cancellationToken: Stop)));
        Assert.Equal(embedder.Embed(slides[0], Stop).Values.ToArray(), store.Read(store.NameOf(slides[0])).Values.ToArray());

        static (int Computed, int Reused) Counts(TileStoreResult x) => (x.Computed, x.Reused);
    }

    [Fact]
    public void Embed_CancelledRun_KeepsWhatIsFinishedAndGoesOn()
    {
        using var backbone = OnnxBackbone.CreateDefault(Small);
        var embedder = new SlideEmbedder(backbone);
        var store = TileStore.OpenOrCreate(StoreFolder, embedder);
        string[] slides = [Slide("a.tif", 32), Slide("b.tif", 24)];
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var progress = new Callback(x =>
        {
            if (x.SlidesDone == 1)
            {
                source.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => store.Embed(embedder, slides, progress: progress, cancellationToken: source.Token));
        Assert.Equal([store.NameOf(slides[0])], store.SlideNames);
        Assert.Empty(Directory.EnumerateFiles(StoreFolder, "*.tmp"));

        var result = store.Embed(embedder, slides, cancellationToken: Stop);
        Assert.Equal((1, 1), (result.Computed, result.Reused));
        Assert.Equal(slides.Select(store.NameOf), result.Slides);
    }

    [Fact]
    public void Embed_AnyParallelism_GivesTheSameStoreAndTheOrderAskedFor()
    {
        using var backbone = OnnxBackbone.CreateDefault(Small);
        string[] slides = [Slide("c.tif", 24), Slide("a.tif", 32), Blank("x.tif"), Slide(Path.Combine("second", "c.tif"), 40), Slide("b.tif", 28)];
        var bytes = new List<string>();
        foreach (var (parallel, pace) in new[] { (1, new SlideEmbedderOptions()), (4, new SlideEmbedderOptions { Decoders = 3, Inferences = 2, BatchSize = 5 }) })
        {
            var embedder = new SlideEmbedder(backbone, pace);
            var folder = StoreFolder + parallel.ToString(CultureInfo.InvariantCulture);
            var store = TileStore.OpenOrCreate(folder, embedder);
            var result = store.Embed(embedder, slides, new TileStoreRunOptions { MaxParallelism = parallel }, cancellationToken: Stop);
            Assert.Equal(new[] { 0, 1, 3, 4 }.Select(i => store.NameOf(slides[i])), result.Slides);
            Assert.StartsWith(result.Slides[0] + "-", result.Slides[2], StringComparison.Ordinal);
            Assert.Equal(Path.GetFullPath(slides[2]), Assert.Single(result.Exclusions).SlidePath);
            bytes.Add(string.Join(' ', Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(x => Path.GetFileName(x) + Convert.ToHexString(File.ReadAllBytes(x)))));
        }

        Assert.Equal(bytes[0], bytes[1]);
    }

    [Fact]
    public void OpenOrCreate_AnotherBackboneOptionsOrFormat_IsRefusedByName()
    {
        using var backbone = OnnxBackbone.CreateDefault(Small);
        using var other = OnnxBackbone.CreateDefault();
        var embedder = new SlideEmbedder(backbone);
        TileStore.OpenOrCreate(StoreFolder, embedder).Embed(embedder, [Slide("a.tif", 32)], cancellationToken: Stop);

        var error = Assert.Throws<TileStoreException>(() => TileStore.OpenOrCreate(StoreFolder, new SlideEmbedder(other)));
        Assert.Contains(backbone.Sha256, error.Message, StringComparison.Ordinal);
        Assert.Contains(other.Sha256, error.Message, StringComparison.Ordinal);
        var options = new SlideEmbedder(backbone, new SlideEmbedderOptions { Tiling = new() { Overlap = 8 } });
        Assert.Contains("other options", Assert.Throws<TileStoreException>(() => TileStore.OpenOrCreate(StoreFolder, options)).Message, StringComparison.Ordinal);
        Assert.Throws<TileStoreException>(() => TileStore.OpenOrCreate(StoreFolder, embedder, TileStoreFormat.Hdf5));
        Assert.Throws<TileStoreException>(() => new PathomicsExtractor(null, other, TileStore.Open(StoreFolder)));

        // A file copied in from a store of another backbone.
        var second = new SlideEmbedder(other);
        var foreign = TileStore.OpenOrCreate(StoreFolder + "2", second);
        var copied = Assert.Single(foreign.Embed(second, [Slide("a.tif", 32)], cancellationToken: Stop).Slides);
        File.Copy(Path.Combine(StoreFolder + "2", copied + ".parquet"), Path.Combine(StoreFolder, "b.parquet"));
        Assert.Contains(other.Sha256, Assert.Throws<TileStoreException>(() => TileStore.Open(StoreFolder).Read("b")).Message, StringComparison.Ordinal);
        Assert.Contains(copied, Assert.Throws<ArgumentException>(() => TileStore.Open(StoreFolder).Read(copied[1..])).Message, StringComparison.Ordinal);
        Assert.Throws<TileStoreException>(() => TileStore.Open(_folder.FullName));
    }

    [Fact]
    public void Embed_BadRealSlides_AreRecordedAndEndNothing()
    {
        var unreadable = SharedData.TryPath("data", "wsi", "openslide-python_unreadable.svs");
        Assert.SkipWhen(unreadable is null, SharedData.MissingReason);
        var data = Path.GetDirectoryName(unreadable)!;
        using var backbone = OnnxBackbone.CreateDefault(Small);
        var embedder = new SlideEmbedder(backbone, new SlideEmbedderOptions { Tiling = new() { MaxTiles = 4 } });
        var whole = Path.Combine(data, "CMU-1-Small-Region.svs");
        var truncated = Path.Combine(_folder.FullName, "truncated.svs");
        File.WriteAllBytes(truncated, File.ReadAllBytes(whole)[..400_000]);
        string[] bad =
        [
            truncated, unreadable, Path.Combine(data, "openslide-python_boxes.tiff"),
            Path.Combine(data, "openslide-python_boxes_0.dcm"), Path.Combine(_folder.FullName, "absent.svs"), Blank("blank.tif"), Pen("pen.tif"),
        ];
        var store = TileStore.OpenOrCreate(StoreFolder, embedder);

        var result = store.Embed(embedder, [.. bad, whole], new TileStoreRunOptions { MaxParallelism = 2 }, cancellationToken: Stop);

        Assert.Equal([store.NameOf(whole)], result.Slides);
        Assert.Equal(bad, result.Exclusions.Select(x => x.SlidePath));
        Assert.All(result.Exclusions, x => Assert.Contains(Path.GetFileName(x.SlidePath), x.Reason, StringComparison.Ordinal));
        Assert.Contains("micrometres per pixel", result.Exclusions[2].Reason, StringComparison.Ordinal);
        Assert.Contains("tissue", result.Exclusions[5].Reason, StringComparison.Ordinal);
        Assert.Contains("pen", result.Exclusions[6].Reason, StringComparison.Ordinal);
        Assert.Throws<NoTissueException>(() => store.GetOrEmbed(embedder, bad[5], Stop));
        Assert.Throws<TileStoreException>(() => store.GetOrEmbed(embedder, bad[1], Stop));
    }

    [Fact]
    public void Extract_ThroughAStore_GivesTheSameVectorAndFingerprint()
    {
        using var backbone = OnnxBackbone.CreateDefault(Small);
        var embedder = new SlideEmbedder(backbone);
        string[] slides = [Slide("a.tif", 32), Blank("blank.tif"), Slide("b.tif", 24)];
        var direct = new PathomicsExtractor(null, backbone);
        var stored = new PathomicsExtractor(null, backbone, TileStore.OpenOrCreate(StoreFolder, embedder));
        Assert.Equal(direct.Fingerprint, stored.Fingerprint);
        var expected = direct.Extract(slides, Stop);
        Assert.Equal(expected.Values, stored.Extract(slides, Stop).Values);
        var store = TileStore.Open(StoreFolder);
        Assert.Equal(new[] { store.NameOf(slides[0]), store.NameOf(slides[2]) }.Order(StringComparer.Ordinal), store.SlideNames);
        Assert.Equal(expected.Values, stored.Extract(slides, Stop).Values);
    }

    private static string[] Numbers(ExternalTool tool, string file, string dataset) =>
        tool.Run("-y", "-w", "0", "-m", "%.9g", "-d", dataset, file).Split("DATA {")[1].Split('}')[0]
            .Split([',', '\n', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private string Slide(string name, double pitch)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PyramidalTiff.Write(path, Pictures.NucleiOnLattice(1024, 1024, pitch, 7), 1024, 1024, 0.5, 95);
        return path;
    }

    private string Blank(string name) => Painted(name, (244, 243, 245));

    private string Pen(string name) => Painted(name, (20, 60, 200));

    private string Painted(string name, (byte R, byte G, byte B) colour)
    {
        var path = Path.Combine(_folder.FullName, name);
        PyramidalTiff.Write(path, Pictures.Paint(1024, 1024, (x, y) => x is > 100 and < 900 && y is > 400 and < 500 ? colour : ((byte)244, (byte)243, (byte)245)), 1024, 1024, 0.5);
        return path;
    }

    private sealed class Callback(Action<EmbeddingProgress> report) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => report(value);
    }
}
