using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Embedding.Onnx;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using Xunit;

namespace HccRisk.Pathomics.Tests;

public sealed class DamagedSlideTests : IDisposable
{
    private static readonly ScatteringOptions Fine = new() { TilePixels = 128, MicronsPerPixel = 0.5 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-damage-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Embed_DamagedTile_ExcludesTheSlideOrIsLeftOutAndCounted()
    {
        using var backbone = OnnxBackbone.CreateDefault(Fine);
        var whole = new SlideEmbedder(backbone).Embed(Slide("whole.tif"), Stop);
        Assert.Equal((64, 0, 0), (whole.Grid.Tiles.Count, whole.DamagedTiles, whole.Warnings.Count));

        // One of 16 stored tiles lies under four of the 64 that are embedded.
        var path = Damage(Slide("damaged.tif"), tile: 5);
        var strict = new SlideEmbedder(backbone);
        var excluded = Assert.Single(TileStore.OpenOrCreate(Folder("strict"), strict).Embed(strict, [path], cancellationToken: Stop).Exclusions);
        Assert.Contains("64 tiles", excluded.Reason, StringComparison.Ordinal);
        Assert.Contains("level 0, cannot be decoded at x 256, y 256", excluded.Reason, StringComparison.Ordinal);

        var lenient = new SlideEmbedder(backbone, new SlideEmbedderOptions { MaxDamagedFraction = 0.1 });
        var store = TileStore.OpenOrCreate(Folder("lenient"), lenient);
        for (var run = 0; run < 2; run++)
        {
            var result = store.Embed(lenient, [path], cancellationToken: Stop);
            Assert.Single(result.Slides);
            Assert.Contains("4 of 64 tiles with tissue are damaged", Assert.Single(result.Warnings).Text, StringComparison.Ordinal);
        }

        var kept = store.Read(store.NameOf(path));
        Assert.Equal((60, 4), (kept.Grid.Tiles.Count, kept.DamagedTiles));
        for (var i = 0; i < kept.Grid.Tiles.Count; i++)
        {
            Assert.False(kept.Grid.Tiles[i] is { X: >= 256 and < 512, Y: >= 256 and < 512 });
            Assert.Equal(whole[whole.Grid.Tiles.ToList().IndexOf(kept.Grid.Tiles[i])].ToArray(), kept[i].ToArray());
        }
    }

    [Fact]
    public void Embed_DamagedOverview_IsAnExclusionThatSaysSo()
    {
        using var backbone = OnnxBackbone.CreateDefault(Fine);
        var path = Damage(Slide("overview.tif"), tile: 0, level: 2);
        var error = Assert.Throws<SlideFormatException>(() => new SlideEmbedder(backbone).Embed(path, Stop));
        Assert.Contains("damaged; the first place: Slide", error.Message, StringComparison.Ordinal);
        Assert.Contains("level 2", error.Message, StringComparison.Ordinal);

        // What the overview does not show is read tile by tile.
        var all = new SlideEmbedder(backbone, new SlideEmbedderOptions { MaxDamagedFraction = 1 }).Embed(path, Stop);
        Assert.Equal((64, 0), (all.Grid.Tiles.Count, all.DamagedTiles));
    }

    [Fact]
    public void Embed_NetworkThatGivesNaN_IsAnExclusionThatNamesSlideAndTile()
    {
        // The logarithm of a mean that is below zero.
        var model = Path.Combine(_folder.FullName, "nan.onnx");
        var graph = new OnnxGraph("nan");
        var mean = graph.Node("ReduceMean", ["image"], ("axes", [2, 3]), ("keepdims", [0]));
        File.WriteAllBytes(model, graph.Build("image", [3, 128, 128], graph.Node("Log", [mean]), "embedding", [3]));
        using var backbone = OnnxBackbone.Load(model, Manifest("nan") with { Mean = [0.95, 0.95, 0.95] });
        var embedder = new SlideEmbedder(backbone);
        var result = TileStore.OpenOrCreate(Folder("nan"), embedder).Embed(embedder, [Slide("nan.tif")], cancellationToken: Stop);
        Assert.Empty(result.Slides);
        var reason = Assert.Single(result.Exclusions).Reason;
        Assert.Contains("NaN", reason, StringComparison.Ordinal);
        Assert.Contains("nan.tif", reason, StringComparison.Ordinal);
        Assert.Contains("tile at x 0, y 0", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Embed_PreprocessingOnAnotherScale_IsAWarning()
    {
        var model = Path.Combine(_folder.FullName, "mean.onnx");
        var graph = new OnnxGraph("mean");
        File.WriteAllBytes(model, graph.Build("image", [3, 128, 128], graph.Node("ReduceMean", ["image"], ("axes", [2, 3]), ("keepdims", [0])), "embedding", [3]));
        var path = Slide("scale.tif");
        string[] Warnings(double[] mean, double[] std)
        {
            using var backbone = OnnxBackbone.Load(model, Manifest("mean") with { Mean = mean, Std = std });
            return [.. new SlideEmbedder(backbone).Embed(path, Stop).Warnings];
        }

        Assert.Empty(Warnings([0, 0, 0], [1, 1, 1]));
        Assert.Empty(Warnings([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]));
        Assert.Contains("preprocessing", Assert.Single(Warnings([123.7, 116.3, 103.5], [58.4, 57.1, 57.4])), StringComparison.Ordinal);
        Assert.Contains("preprocessing", Assert.Single(Warnings([0.5, 0.5, 0.5], [0.005, 0.005, 0.005])), StringComparison.Ordinal);
    }

    private static BackboneManifest Manifest(string name) => new()
    {
        Name = name,
        Input = "image",
        Output = "embedding",
        TilePixels = 128,
        MicronsPerPixel = 0.5,
        Width = 3,
        Licence = "CC0",
    };

    private string Folder(string name) => Path.Combine(_folder.FullName, name);

    private string Slide(string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        PyramidalTiff.Write(path, Pictures.NucleiOnLattice(1024, 1024, 32, 7), 1024, 1024, 0.5, 95);
        return path;
    }

    /// <summary>Overwrites the middle of one stored tile of a little-endian classic TIFF with zeros.</summary>
    private static string Damage(string path, int tile, int level = 0)
    {
        var bytes = File.ReadAllBytes(path);
        var directory = BitConverter.ToInt32(bytes, 4);
        for (; level > 0; level--)
        {
            directory = BitConverter.ToInt32(bytes, directory + 2 + (12 * BitConverter.ToUInt16(bytes, directory)));
        }

        int Of(int tag)
        {
            for (var entry = directory + 2; ; entry += 12)
            {
                if (BitConverter.ToUInt16(bytes, entry) == tag)
                {
                    // One value is kept in the entry itself.
                    return BitConverter.ToInt32(bytes, entry + 4) == 1 ? BitConverter.ToInt32(bytes, entry + 8) : BitConverter.ToInt32(bytes, BitConverter.ToInt32(bytes, entry + 8) + (4 * tile));
                }
            }
        }

        bytes.AsSpan(Of(324) + (Of(325) / 2), Of(325) / 4).Clear();
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
