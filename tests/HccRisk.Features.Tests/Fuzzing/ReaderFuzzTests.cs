using System.Text;
using HccRisk.Core.Cohorts;
using HccRisk.Core.Slides;
using HccRisk.Features.Pathomics.Annotations;
using HccRisk.Features.Pathomics.Embedding;
using HccRisk.Features.Pathomics.Heatmaps;
using HccRisk.Features.Pathomics.Stores;
using HccRisk.Features.Pathomics.Tiling;
using HccRisk.Features.Radiomics;
using HccRisk.Features.Radiomics.Presets;
using HccRisk.Features.Tests.Pathomics;
using HccRisk.Oracles.Fuzzing;
using Xunit;

namespace HccRisk.Features.Tests.Fuzzing;

/// <summary>Damaged files of settings, annotations, networks and stores of tiles: read, or refused by the exception that the reader documents.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] JsonWords = ["{", "}", "[", "]", "null", "\"\"", ",", ":", "-1e999", "\\u0000", "//", "1e308", "\"type\":"];

    private static readonly Dictionary<string, Func<FuzzRun>> Readers = new(StringComparer.Ordinal)
    {
        ["yaml"] = Yaml,
        ["radiomics-options"] = Options,
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
    public void Read_ManyDamagedFiles_ReadsOrNamesTheFault(string format) =>
        output.WriteLine(Readers[format]().Run(FuzzRun.Count(format is "tile-parquet" or "tile-hdf5" ? 20_000 : 100_000)));

    private static FuzzRun Yaml() => Run(
        "yaml",
        [
            "setting:\n  binWidth: 25\n  label: 1\n  resampledPixelSpacing: [1, 1, 2]\nimageType:\n  Original: {}\nfeatureClass:\n  firstorder: [Mean, Kurtosis]\n  ngtdm:\n",
            "a: &a [x, {y: *b}]\nb: &b 'q'\nfeatureClass: {glcm: *a, shape: \"v\"}\n? [k, l]\n: |\n  text\n---\nsecond: >-\n  folded\n",
        ],
        ["[", "]", "{", "}", ": ", "- ", "&a ", "*a", "<<: *a\n", "? ", "| ", "> ", "'", "\"", "#", "%YAML 1.1\n", "---\n", "\t", "!!python/object:os.system ", "&b [*b, *b]", "\n", "  "],
        ".yaml",
        p => PyradiomicsParameters.Load(p),
        e => e is PyradiomicsParametersException);

    private static FuzzRun Options() => Saved("radiomics-options", p => RadiomicsOptionsFile.Save(new RadiomicsOptions(), p), JsonWords, p => RadiomicsOptionsFile.Load(p), e => e is ArgumentException);

    private static FuzzRun Manifest() => Saved(
        "backbone-manifest", p => KnownBackbones.Find(KnownBackbones.Names[0]).Save(p), JsonWords, p => BackboneManifest.Load(p), e => e is BackboneMismatchException);

    private static FuzzRun GeoJson() => Run(
        "geojson",
        [
            "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}, \"properties\": {\"classification\": {\"name\": \"Tumor\"}}},"
            + "{\"type\": \"Feature\", \"geometry\": {\"type\": \"MultiPolygon\", \"coordinates\": [[[[0, 0], [1, 0], [1, 1]]]]}, \"properties\": null}]}",
        ],
        JsonWords,
        ".geojson",
        p => SlideGeoJson.Read(p),
        e => e is InvalidDataException);

    private static FuzzRun Scores() => Run(
        "tile-scores", ["x,y,score,size\n0,0,0.5,256\n256,0,NaN,256\n0,256,,256\n"], [",", "\"", "\n", "NaN", "1e999", "-"], ".csv", p => TileScores.Load(p), e => e is CohortFormatException or ArgumentException);

    private static FuzzRun Onnx() => Bytes(
        "onnx", OnnxSeeds.Models, [], ".onnx", p => BackboneModel.Prepare(File.ReadAllBytes(p), Path.GetDirectoryName(p), OnnxSeeds.Manifest), e => e is BackboneMismatchException);

    private static FuzzRun Tiles(TileStoreFormat format)
    {
        var folder = Store(format);
        var file = Directory.GetFiles(folder, format == TileStoreFormat.Hdf5 ? "*.h5" : "*.parquet", SearchOption.AllDirectories)[0];
        var bytes = File.ReadAllBytes(file);
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        return Bytes($"tile-{format.ToString().ToLowerInvariant()}", [bytes], [], Path.GetExtension(file), p => TileFile.Read(p), e => e is TileStoreException);
    }

    private static FuzzRun StoreHeader()
    {
        var folder = Store(TileStoreFormat.Parquet);
        var text = File.ReadAllText(Path.Combine(folder, "store.json"));
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        return new FuzzRun
        {
            Format = "tile-store",
            Make = number => Reseal.Of(new Mutator([Encoding.UTF8.GetBytes(text)], JsonWords).Make(number)),
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

    private static FuzzRun Saved(string format, Action<string> save, string[] words, Action<string> read, Func<Exception, bool> isRefusal)
    {
        var path = Path.GetTempFileName();
        save(path);
        var text = File.ReadAllText(path);
        File.Delete(path);
        return Run(format, [text], words, ".json", read, isRefusal);
    }

    private static FuzzRun Run(string format, string[] files, string[] words, string extension, Action<string> read, Func<Exception, bool> isRefusal) =>
        Bytes(format, [.. files.Select(Encoding.UTF8.GetBytes)], words, extension, read, isRefusal);

    private static FuzzRun Bytes(string format, byte[][] files, string[] words, string extension, Action<string> read, Func<Exception, bool> isRefusal) => new()
    {
        Format = format,
        Extension = extension,
        // A store sealed again by somebody who means harm can keep its reader busy without end (SECURITY.md): the checksum is what guards.
        Make = number => number % 4 == 0 || extension is ".parquet" or ".h5"
            ? new Mutator(files, words).Make(number)
            : Reseal.Of(new Mutator(files, words).Make(number)),
        Read = (bytes, path) =>
        {
            File.WriteAllBytes(path, bytes);
            read(path);
        },
        IsRefusal = isRefusal,
        // PureHDF makes an array of the length that a file says, up to the 2 GiB of the longest, before it reads into it.
        MaxAllocated = format == "tile-hdf5" ? 4L << 30 : 1L << 30,
    };
}
