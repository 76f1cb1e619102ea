using System.Runtime.InteropServices;
using HccRisk.Core.Storage;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>A tile store on a bad day: files that cannot be read now, and files whose content is not what was written.</summary>
public sealed class TileStoreFaultTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-tilefaults-");
    private readonly OnnxBackbone _backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });
    private readonly SlideEmbedder _embedder;

    public TileStoreFaultTests() => _embedder = new SlideEmbedder(_backbone, new SlideEmbedderOptions { Tiling = new() { MaxTiles = 4 }, MeasureNuclei = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string StoreFolder => Path.Combine(_folder.FullName, "store");

    public void Dispose()
    {
        _backbone.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(TileStoreFormat.Parquet, ".parquet")]
    [InlineData(TileStoreFormat.Hdf5, ".h5")]
    [InlineData(TileStoreFormat.Parquet, ".excluded.json")]
    [InlineData(TileStoreFormat.Parquet, "store.json")]
    public void Embed_FileThatCannotBeReadNow_StopsAndWritesNothing(TileStoreFormat format, string ending)
    {
        string[] slides = [Slide("a.tif"), Blank("blank.tif")];
        TileStore.OpenOrCreate(StoreFolder, _embedder, format).Embed(_embedder, slides, cancellationToken: Stop);
        var path = Directory.EnumerateFiles(StoreFolder).Single(f => f.EndsWith(ending, StringComparison.Ordinal));
        var before = Content();
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var error = Assert.Throws<UnreadableStoreException>(
                () => TileStore.OpenOrCreate(StoreFolder, _embedder, format).Embed(_embedder, slides, cancellationToken: Stop));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            var patient = Assert.Throws<UnreadableStoreException>(() => new PathomicsExtractor(
                new PathomicsOptions { Embedding = _embedder.Options, Handcrafted = false }, _backbone, TileStore.OpenOrCreate(StoreFolder, _embedder, format)).Extract(slides, Stop));
            Assert.Contains(path, patient.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, Content());
    }

    [Theory]
    [InlineData(TileStoreFormat.Parquet, ".parquet")]
    [InlineData(TileStoreFormat.Hdf5, ".h5")]
    public void GetOrEmbed_DamagedTiles_AreKeptAsideEmbeddedAgainAndSaid(TileStoreFormat format, string extension)
    {
        var slide = Slide("a.tif");
        var expected = _embedder.Embed(slide, Stop).Values.ToArray();
        var slideName = TileStore.OpenOrCreate(StoreFolder, _embedder, format).Embed(_embedder, [slide], cancellationToken: Stop).Slides[0];
        var name = slideName + extension;
        var path = Path.Combine(StoreFolder, name);

        // The last number of the tiles: the header is as it was.
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().LastIndexOf(MemoryMarshal.AsBytes(expected.AsSpan(expected.Length - 1)))] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains(path, Assert.Throws<TileStoreException>(() => TileStore.Open(StoreFolder).Read(slideName)).Message, StringComparison.Ordinal);

        var store = TileStore.OpenOrCreate(StoreFolder, _embedder, format);
        var embedding = store.GetOrEmbed(_embedder, slide, Stop);

        Assert.Equal(expected, embedding.Values.ToArray());
        var note = Assert.Single(store.Notes);
        Assert.Contains($"'{name}'", note, StringComparison.Ordinal);
        Assert.Contains($"'{name}.damaged'", note, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(path + ".damaged"));
        Assert.Equal([slideName], store.SlideNames);
        Assert.Equal(expected, TileStore.Open(StoreFolder).Read(slideName).Values.ToArray());
    }

    [Fact]
    public void OpenOrCreate_DamagedHeader_IsWrittenAgainAndSaid()
    {
        var slide = Slide("a.tif");
        TileStore.OpenOrCreate(StoreFolder, _embedder).Embed(_embedder, [slide], cancellationToken: Stop);
        var path = Path.Combine(StoreFolder, "store.json");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^20]);
        Assert.Contains(path, Assert.Throws<TileStoreException>(() => TileStore.Open(StoreFolder)).Message, StringComparison.Ordinal);

        var store = TileStore.OpenOrCreate(StoreFolder, _embedder);

        Assert.Contains("'store.json.damaged'", Assert.Single(store.Notes), StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(path));
        Assert.Equal(1, store.Embed(_embedder, [slide], cancellationToken: Stop).Reused);
    }

    [Fact]
    public void Write_BothFormats_AreWholeForOtherSoftware()
    {
        var tool = ExternalTool.TryFind("h5dump");
        Assert.SkipWhen(tool is null, ExternalTool.MissingReason("h5dump"));
        TileStore.OpenOrCreate(StoreFolder, _embedder, TileStoreFormat.Hdf5).Embed(_embedder, [Slide("a.tif")], cancellationToken: Stop);

        Assert.Matches("hccrisk-sha256:[0-9a-f]{64}", tool.Run("-a", "/hccrisk.seal", Directory.EnumerateFiles(StoreFolder, "*.h5").Single()));
    }

    [Fact]
    public void Read_AnyBitFlipped_IsReported() => FlipBits(200, seed: 1);

    [Fact]
    [Trait("Category", "Long")]
    public void Read_ManyBitsFlipped_AreReported() => FlipBits(5000, seed: 2);

    // Reading is refused; a run that needs the file embeds the slide again, says so, and ends with what was there.
    private void FlipBits(int flips, int seed)
    {
        string[] slides = [Slide("a.tif"), Blank("blank.tif")];
        string[] folders = [StoreFolder + "-parquet", StoreFolder + "-hdf5"];
        var name = TileStore.OpenOrCreate(folders[0], _embedder).NameOf(slides[0]);
        var files = new List<(string Path, byte[] Content)>();
        foreach (var (format, folder) in new[] { TileStoreFormat.Parquet, TileStoreFormat.Hdf5 }.Zip(folders))
        {
            TileStore.OpenOrCreate(folder, _embedder, format).Embed(_embedder, slides, cancellationToken: Stop);
            files.AddRange(Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(f => (f, File.ReadAllBytes(f))));
        }

        Assert.Equal(8, files.Count);
        var random = new Random(seed);
        for (var i = 0; i < flips; i++)
        {
            // Every file of the store in turn, every seventh time with the run that mends it.
            var (path, content) = files[i % files.Count];
            var bytes = (byte[])content.Clone();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            var folder = Path.GetDirectoryName(path)!;

            if (path.EndsWith(".judged.json", StringComparison.Ordinal))
            {
                Assert.Contains(path, Assert.Throws<TileStoreException>(() => TileStore.Open(folder).FindJudged(slides[0])).Message, StringComparison.Ordinal);
            }
            else if (!path.EndsWith(".excluded.json", StringComparison.Ordinal))
            {
                Assert.Contains(path, Assert.Throws<TileStoreException>(() => TileStore.Open(folder).Read(name)).Message, StringComparison.Ordinal);
            }

            if (i % 7 == 0 || path.EndsWith(".json", StringComparison.Ordinal))
            {
                var store = TileStore.OpenOrCreate(folder, _embedder, folder == folders[0] ? TileStoreFormat.Parquet : TileStoreFormat.Hdf5);
                store.GetOrEmbed(_embedder, slides[0], Stop);
                Assert.Throws<NoTissueException>(() => store.GetOrEmbed(_embedder, slides[1], Stop));
                Assert.Contains(Path.GetFileName(path), Assert.Single(store.Notes), StringComparison.Ordinal);
                File.Delete(path + ".damaged");
                Assert.Equal(content, File.ReadAllBytes(path));
            }
            else
            {
                File.WriteAllBytes(path, content);
            }
        }
    }

    private string Content() => string.Join(
        ' ', Directory.EnumerateFiles(StoreFolder).Order(StringComparer.Ordinal).Select(x => $"{Path.GetFileName(x)} {Convert.ToHexString(File.ReadAllBytes(x))}"));

    private string Slide(string name) => Write(name, Pictures.NucleiOnLattice(512, 512, 32, 7));

    private string Blank(string name) => Write(name, Pictures.Paint(512, 512, (_, _) => (244, 243, 245)));

    private string Write(string name, byte[] rgb)
    {
        var path = Path.Combine(_folder.FullName, name);
        PyramidalTiff.Write(path, rgb, 512, 512, 0.5, quality: 95);
        return path;
    }
}
