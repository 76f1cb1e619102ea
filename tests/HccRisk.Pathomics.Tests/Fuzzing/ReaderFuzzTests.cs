using System.Text;
using HccRisk.Core.Errors;
using HccRisk.Oracles.Fuzzing;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Heatmaps;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;
using Xunit;

namespace HccRisk.Pathomics.Tests.Fuzzing;

/// <summary>Damaged annotations, networks and stores of tiles: read, or refused by the exception that the reader documents.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, Func<FuzzRun>> Readers = new(StringComparer.Ordinal)
    {
        ["backbone-manifest"] = Manifest,
        ["geojson"] = GeoJson,
        ["tile-scores"] = Scores,
        ["onnx"] = Onnx,
        ["tile-parquet"] = () => Tiles(TileStoreFormat.Parquet),
        ["tile-hdf5"] = () => Tiles(TileStoreFormat.Hdf5),
        ["tile-store"] = StoreHeader,
    };

    public static TheoryData<string> Formats => [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_SomeDamagedFiles_ReadsOrNamesTheFault(string format) => output.WriteLine(Readers[format]().Run(200));

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Formats))]
    public void Read_ManyDamagedFiles_ReadsOrNamesTheFault(string format) => output.WriteLine(Readers[format]().Run(FuzzRun.Count(format is "tile-parquet" or "tile-hdf5" ? 20_000 : 100_000)));

    private static FuzzRun Manifest() => FuzzFormat.OfText(
        "backbone-manifest",
        [FuzzFormat.Saved(KnownBackbones.Find(KnownBackbones.Names[0]).Save)],
        FuzzFormat.JsonWords,
        ".json",
        p => BackboneManifest.Load(p),
        e => e is BackboneMismatchException);

    private static FuzzRun GeoJson() => FuzzFormat.OfText(
        "geojson",
        [
            "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}, \"properties\": {\"classification\": {\"name\": \"Tumor\"}}},"
            + "{\"type\": \"Feature\", \"geometry\": {\"type\": \"MultiPolygon\", \"coordinates\": [[[[0, 0], [1, 0], [1, 1]]]]}, \"properties\": null}]}",
        ],
        FuzzFormat.JsonWords,
        ".geojson",
        p => SlideGeoJson.Read(p),
        e => e is InvalidDataException);

    private static FuzzRun Scores() => FuzzFormat.OfText(
        "tile-scores", ["x,y,score,size\n0,0,0.5,256\n256,0,NaN,256\n0,256,,256\n"], [",", "\"", "\n", "NaN", "1e999", "-"], ".csv", p => TileScores.Load(p), e => e is TableFormatException or ArgumentException);

    private static FuzzRun Onnx() => FuzzFormat.Of(
        "onnx", OnnxSeeds.Models, [], ".onnx", p => BackboneModel.Prepare(File.ReadAllBytes(p), Path.GetDirectoryName(p), OnnxSeeds.Manifest), e => e is BackboneMismatchException);

    private static FuzzRun Tiles(TileStoreFormat format)
    {
        var folder = Store(format);
        var file = Directory.GetFiles(folder, format == TileStoreFormat.Hdf5 ? "*.h5" : "*.parquet", SearchOption.AllDirectories)[0];
        var bytes = File.ReadAllBytes(file);
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        return FuzzFormat.Of($"tile-{format.ToString().ToLowerInvariant()}", [bytes], [], Path.GetExtension(file), p => TileFile.Read(p), e => e is TileStoreException);
    }

    private static FuzzRun StoreHeader()
    {
        var folder = Store(TileStoreFormat.Parquet);
        var text = File.ReadAllText(Path.Combine(folder, "store.json"));
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        return new FuzzRun
        {
            Format = "tile-store",
            Make = number => Reseal.Of(new Mutator([Encoding.UTF8.GetBytes(text)], [.. FuzzFormat.JsonWords]).Make(number)),
            Read = (bytes, path) =>
            {
                Directory.CreateDirectory(path);
                File.WriteAllBytes(Path.Combine(path, "store.json"), bytes);
                TileStore.Open(path);
            },
            IsRefusal = e => e is TileStoreException,
        };
    }

    /// <summary>A store with one slide of a few tiles.</summary>
    private static string Store(TileStoreFormat format)
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-fuzz-tiles-").FullName;
        var slide = Path.Combine(folder, "a.tif");
        byte[] stain = [150, 60, 140];
        PyramidalTiff.Write(slide, [.. Pictures.Noise(128, 3).Select((noise, i) => (byte)(stain[i % 3] + (noise / 8)))], 128, 128, 1);
        using var backbone = OnnxBackbone.CreateDefault(new ScatteringOptions { TilePixels = 64 });
        var embedder = new SlideEmbedder(backbone, new SlideEmbedderOptions { Quality = null, Tiling = new TileOptions { MinTissueFraction = 0 } });
        TileStore.OpenOrCreate(Path.Combine(folder, "store"), embedder, format).Embed(embedder, [slide], cancellationToken: TestContext.Current.CancellationToken);
        return Path.Combine(folder, "store");
    }
}
