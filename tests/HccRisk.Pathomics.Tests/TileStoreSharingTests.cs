using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using Xunit;

namespace HccRisk.Pathomics.Tests;

/// <summary>Several processes on one store. A claim is held by an open file, so two stores of one process stand for two processes.</summary>
public sealed class TileStoreSharingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-sharing-");
    private readonly OnnxBackbone _backbone = OnnxBackbone.CreateDefault();
    private readonly SlideEmbedder _embedder;

    public TileStoreSharingTests() => _embedder = new SlideEmbedder(_backbone);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _backbone.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Embed_TwoAtOnce_DoEachSlideOnceAndMakeTheStoreOfOne()
    {
        string[] slides = [.. Enumerable.Range(0, 6).Select(i => Slide($"{i}/slide.tif", 20 + (i % 5)))];
        Store("one").Embed(_embedder, slides, cancellationToken: Stop);

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => Store("shared").Embed(_embedder, slides, cancellationToken: Stop), Stop)));

        Assert.Equal(6, results.Sum(r => r.Computed));
        Assert.All(results, r => Assert.Equal((6, 6), (r.Slides.Count, r.Computed + r.Reused)));
        Assert.Equal(Content("one"), Content("shared"));
    }

    [Fact]
    public void Embed_ClaimLeftByAKilledProcess_IsTakenOver()
    {
        string[] slides = [Slide("a.tif", 20), Slide("b.tif", 21)];
        Store("one").Embed(_embedder, slides, cancellationToken: Stop);
        var store = Store("shared");
        store.Embed(_embedder, slides[..1], cancellationToken: Stop);
        Assert.All(store.NamesOf(slides), name => File.WriteAllBytes(Path.Combine(store.Folder, name + ".claim"), []));

        Assert.Equal((1, 1), store.Embed(_embedder, slides, cancellationToken: Stop) is var result ? (result.Computed, result.Reused) : default);

        Assert.Equal(Content("one"), Content("shared"));
    }

    [Fact]
    public async Task Embed_SlideOfAnother_IsWaitedForAndTakenWhenItIsGivenBack()
    {
        string[] slides = [Slide("a.tif", 20), Slide("b.tif", 21)];
        var store = Store("shared");
        var names = store.NamesOf(slides);
        Task<TileStoreResult> run;
        using (FileClaim.TryTake(Path.Combine(store.Folder, names[0] + ".claim"))!)
        {
            Assert.Null(FileClaim.TryTake(Path.Combine(store.Folder, names[0] + ".claim")));
            run = Task.Run(() => Store("shared").Embed(_embedder, slides, cancellationToken: Stop), Stop);
            while (!store.SlideNames.Contains(names[1]))
            {
                await Task.Delay(20, Stop);
            }

            Assert.DoesNotContain(names[0], store.SlideNames);
            Assert.False(run.IsCompleted);
        }

        Assert.Equal(names, (await run).Slides);
    }

    [Fact]
    public void FindJudged_EmbeddedSlide_SaysWhyTilesWereKept()
    {
        var path = Slide("a.tif", 24);
        var store = Store("one");
        var embedding = _embedder.Embed(path, cancellationToken: Stop);
        store.Embed(_embedder, [path], cancellationToken: Stop);

        var judged = store.FindJudged(path)!;

        Assert.Equal(embedding.Grid.TileSize, judged.TileSize);
        Assert.Equal(embedding.Judged.Select(t => (t.Tile.X, t.Tile.Y, t.IsKept)), judged.Tiles.Select(t => (t.Tile.X, t.Tile.Y, t.IsKept)));
        Assert.Equal(embedding.Grid.Tiles.Count, judged.Tiles.Count(t => t.IsKept));
        Assert.Equal(embedding.Grid.Tiles.Count + embedding.RejectedTiles, judged.Tiles.Count);
        Assert.All(embedding.Judged.Zip(judged.Tiles), t =>
        {
            Assert.Equal(t.First.Quality.BlankFraction, t.Second.Quality.BlankFraction, 0.00005);
            Assert.Equal(t.First.Quality.BlurMicrons, t.Second.Quality.BlurMicrons, 0.00005);
        });
        Assert.Null(store.FindJudged(Slide("b.tif", 25)));
    }

    private TileStore Store(string name) => TileStore.OpenOrCreate(Path.Combine(_folder.FullName, name), _embedder);

    private string Content(string name) => string.Join('\n', Directory.EnumerateFiles(Path.Combine(_folder.FullName, name)).Order(StringComparer.Ordinal)
        .Select(f => $"{Path.GetFileName(f)} {Convert.ToHexString(File.ReadAllBytes(f))}"));

    private string Slide(string name, double pitch)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PyramidalTiff.Write(path, Pictures.NucleiOnLattice(512, 512, pitch, 6), 512, 512, 0.5, quality: 95);
        return path;
    }
}
