using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>Which slide is which: its content, wherever it lies; and which failures are remembered.</summary>
public sealed class TileStoreIdentityTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-tileidentity-");
    private readonly OnnxBackbone _backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });
    private readonly SlideEmbedder _embedder;

    public TileStoreIdentityTests() => _embedder = new SlideEmbedder(_backbone, new SlideEmbedderOptions { Tiling = new() { MaxTiles = 4 }, MeasureNuclei = false });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string StoreFolder => Path.Combine(_folder.FullName, "store");

    public void Dispose()
    {
        _backbone.Dispose();
        _folder.Delete(recursive: true);
    }

    // Two slides of one name: the second one's name in the store comes from its path.
    [Fact]
    public void Embed_CopiedFolder_IsRecognisedAndThenNotEvenRead()
    {
        string[] slides = [Slide("first/a/x.tif", 32), Slide("first/b/x.tif", 24), Blank("first/blank.tif")];
        var first = Embed(slides);
        Assert.Equal((3, 0), (first.Computed, first.Reused));
        string[] copies = [.. slides.Select(Copy)];

        var second = Embed(copies);
        Assert.Equal((0, 3), (second.Computed, second.Reused));
        Assert.Equal(first.Slides, second.Slides);

        var held = copies.Select(f => new FileStream(f, FileMode.Open, FileAccess.ReadWrite, FileShare.None)).ToArray();
        var warm = Embed(copies);
        Array.ForEach(held, f => f.Dispose());
        Assert.Equal((0, 3), (warm.Computed, warm.Reused));
    }

    [Fact]
    public void Embed_ChangeUnderTheSameSizeAndTime_IsNoticedWhenAskedFor()
    {
        var slide = Slide("a.tif", 32);
        Embed([slide]);
        var (bytes, written) = (File.ReadAllBytes(slide), File.GetLastWriteTimeUtc(slide));
        var description = bytes.AsSpan().IndexOf("HccRisk slide"u8);
        bytes[description] = (byte)'h';
        File.WriteAllBytes(slide, bytes);
        File.SetLastWriteTimeUtc(slide, written);
        Assert.Equal(0, Embed([slide]).Computed);

        var store = TileStore.OpenOrCreate(StoreFolder, _embedder);
        var verified = store.Embed(_embedder, [slide], new TileStoreRunOptions { VerifyFiles = true }, cancellationToken: Stop);

        Assert.Equal(1, verified.Computed);
        Assert.Contains("changed", Assert.Single(store.Notes), StringComparison.Ordinal);
        Assert.Equal(0, store.Embed(_embedder, [slide], new TileStoreRunOptions { VerifyFiles = true }, cancellationToken: Stop).Computed);
    }

    [Fact]
    public void Embed_DamagedTilesOfAFinishedSlide_AreFoundWhenAskedFor()
    {
        var slide = Slide("a.tif", 32);
        Embed([slide]);
        var path = Path.Combine(StoreFolder, Directory.EnumerateFiles(StoreFolder, "*.parquet").Single());
        var bytes = File.ReadAllBytes(path);
        bytes[100] ^= 1;
        File.WriteAllBytes(path, bytes);

        var store = TileStore.OpenOrCreate(StoreFolder, _embedder);
        Assert.Equal(1, store.Embed(_embedder, [slide], new TileStoreRunOptions { VerifyFiles = true }, cancellationToken: Stop).Computed);

        Assert.Contains(".damaged", Assert.Single(store.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_SlideGoneForAWhile_IsTriedAgainAndKeepsItsTiles()
    {
        var slide = Slide("a.tif", 32);
        var name = Assert.Single(Embed([slide]).Slides);
        var written = File.GetLastWriteTimeUtc(slide);
        File.Move(slide, slide + ".away");
        var gone = Embed([slide]);
        Assert.EndsWith(PassingFailure.Remark, Assert.Single(gone.Exclusions).Reason, StringComparison.Ordinal);
        Assert.Throws<TileStoreException>(() => TileStore.OpenOrCreate(StoreFolder, _embedder).GetOrEmbed(_embedder, slide, Stop));
        Assert.Equal([name], TileStore.Open(StoreFolder).SlideNames);
        File.Move(slide + ".away", slide);
        File.SetLastWriteTimeUtc(slide, written);

        Assert.Equal((0, 1), (Embed([slide]).Computed, Embed([slide]).Reused));
    }

    // A slide held by another program now, read at the next try.
    [Fact]
    public void Embed_SlideThatCannotBeReadNow_IsNotExcludedForGood()
    {
        var slide = Slide("a.tif", 32);
        using (new FileStream(slide, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.EndsWith(PassingFailure.Remark, Assert.Single(Embed([slide]).Exclusions).Reason, StringComparison.Ordinal);
        }

        Assert.Single(Embed([slide]).Slides);
    }

    private TileStoreResult Embed(string[] slides) => TileStore.OpenOrCreate(StoreFolder, _embedder).Embed(_embedder, slides, cancellationToken: Stop);

    private string Copy(string path)
    {
        var copy = path.Replace("first", "second", StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.WriteAllBytes(copy, File.ReadAllBytes(path));
        File.SetLastWriteTimeUtc(copy, File.GetLastWriteTimeUtc(path).AddDays(1));
        return copy;
    }

    private string Slide(string name, double pitch) => Write(name, Pictures.NucleiOnLattice(512, 512, pitch, 7));

    private string Blank(string name) => Write(name, Pictures.Paint(512, 512, (_, _) => (244, 243, 245)));

    private string Write(string name, byte[] rgb)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PyramidalTiff.Write(path, rgb, 512, 512, 0.5, quality: 95);
        return path;
    }
}
