using System.IO.Compression;
using System.Text;
using HccRisk.EndToEnd.Studies;
using HccRisk.Oracles;
using HccRisk.Pathomics.Embedding;
using HccRisk.Studies.Running;
using HccRisk.Studies.Synthetic;
using Xunit;

namespace HccRisk.EndToEnd.Privacy;

/// <summary>Folders and files called after people and days: nothing of their names is in anything that is written.</summary>
public sealed class PathLeakTests
{
    private static readonly string[] Words = ["Leckmann", "Zyxgard", "19631117", "1963-11-17"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Long")]
    public async Task EveryCommand_NamesOfPeopleInPaths_AreInNoOutput()
    {
        using var folder = new TemporaryFolder();
        var home = folder["Leckmann, Zyxgard 1963-11-17"];
        var failing = MakeCohort(home);
        var (manifest, clinical) = (Path.Combine(home, "Leckmann_manifest.csv"), Path.Combine(home, "Leckmann_clinical.csv"));
        var slide = Directory.EnumerateFiles(home, "*Leckmann_slide*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var image = Directory.EnumerateFiles(home, "*Leckmann_arterial*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last(f => f.Contains("TJ-", StringComparison.Ordinal));
        Directory.CreateDirectory(folder["out"]);

        Task<CommandResult> Run(params string[] arguments) => Command.DotNetAsync(folder["out"], Stop, ["exec", CommandStudy.Program, .. arguments]);
        var study = (await Run("study", Path.Combine(home, "Leckmann_study.json"), "--output", "study", "--log", folder["study.log"])).MustSucceed();
        await Run("extract", "--cohort", manifest, "--store", "extracted", "--csv", "extracted.csv", "--optional-series", "delayed", "--log", folder["extract.log"]);
        foreach (var format in new[] { "parquet", "hdf5" })
        {
            (await Run("embed", "--cohort", manifest, "--store", "embedded-" + format, "--format", format, "--csv", format + ".csv", "--backbone", Path.Combine(home, "Leckmann_backbone.json"))).MustSucceed(also: 42);
        }

        (await Run("heatmap", "--slide", slide, "--store", "embedded-hdf5", "--feature", "0", "--out", "heat.png", "--geojson", "heat.geojson")).MustSucceed();
        (await Run("predict", "-m", "study/post.zip", "-c", clinical, "--manifest", manifest, "--backbone", Path.Combine(home, "Leckmann_backbone.onnx"), "-o", "predicted.csv", "--log", folder["predict.log"])).MustSucceed(also: 42);
        (await Run("convert", "--image", image, "--out", "converted.nii.gz", "--montage", "converted.png")).MustSucceed();

        Assert.Empty(await Markers.FindAsync(folder["out"], Words));

        // Who was left out is known all the same, and where the files are to him who asks.
        var result = await File.ReadAllTextAsync(folder["out/study/result.json"], Stop);
        Assert.All(failing, id => Assert.Contains($"\"{id}\"", result, StringComparison.Ordinal));
        Assert.Contains("manifest line", result, StringComparison.Ordinal);
        foreach (var log in new[] { "study.log", "extract.log", "predict.log" })
        {
            Assert.Contains(home, await File.ReadAllTextAsync(folder[log], Stop), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", study.Output + study.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_WordsInNamesTextAndArchives_FindsThemAll()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["Leckmann"]);
        await File.WriteAllTextAsync(folder["Leckmann/plain.txt"], "born 19631117", Stop);
        await File.WriteAllBytesAsync(folder["wide.bin"], Encoding.Unicode.GetBytes("zyxgard"), Stop);
        await using (var archive = await ZipFile.OpenAsync(folder["model.zip"], ZipArchiveMode.Create, Stop))
        {
            await using var entry = await archive.CreateEntry("inner").OpenAsync(Stop);
            await using var packed = new GZipStream(entry, CompressionLevel.Optimal);
            await packed.WriteAsync(Encoding.ASCII.GetBytes("Leckmann " + new string('x', 1000)), Stop);
        }

        Assert.Equal(
            ["Leckmann in the name Leckmann", "Leckmann in the name Leckmann/plain.txt", "19631117 in Leckmann/plain.txt", "Leckmann in model.zip: inner, unpacked", "Zyxgard in wide.bin"],
            await Markers.FindAsync(folder.Path, Words));
    }

    /// <summary>A synthetic cohort whose files are called after people, with patients that fail in several ways, and its study.</summary>
    /// <returns>The patients that fail.</returns>
    private static string[] MakeCohort(string home)
    {
        var options = new SyntheticOptions { Seed = 11, Development = 60, External = 20, MriMatrix = 32, MriSlices = 16, SlidePixels = 512 };
        SyntheticCohort.Generate(home, options);
        var number = 0;
        foreach (var patient in Directory.EnumerateDirectories(Path.Combine(home, "patients")).Order(StringComparer.Ordinal).ToArray())
        {
            foreach (var file in Directory.EnumerateFiles(patient))
            {
                File.Move(file, Path.Combine(patient, "Leckmann_" + Path.GetFileName(file)));
            }

            Directory.Move(patient, Path.Combine(home, "patients", $"Zyxgard {Path.GetFileName(patient)} 19631117"));
            number++;
        }

        Assert.Equal(80, number);
        var rows = File.ReadAllLines(Path.Combine(home, "manifest.csv")).Select(line => line.Split(',')).ToArray();
        var at = Array.IndexOf(rows[0], "path");
        foreach (var row in rows.Skip(1))
        {
            row[at] = $"patients/Zyxgard {row[0]} 19631117/Leckmann_{Path.GetFileName(row[at])}";
        }

        string[] Row(string id, string name) => rows.First(row => row[0] == id && row[2] == name);
        string At(string id, string name) => Path.Combine(home, Row(id, name)[at]);

        // Of the external site: the development patients have few events as it is.
        var failing = rows.Skip(1).Select(row => row[0]).Distinct(StringComparer.Ordinal).TakeLast(9).ToArray();

        var bytes = File.ReadAllBytes(At(failing[0], "arterial"));
        File.WriteAllBytes(At(failing[0], "arterial"), bytes[..(bytes.Length / 2)]);
        File.Delete(At(failing[1], "portal_venous"));
        File.WriteAllText(At(failing[2], "he"), "no picture");
        File.WriteAllText(At(failing[3], "lesion"), "no mask");
        var folder = Path.ChangeExtension(At(failing[4], "delayed"), null);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "IM_Leckmann_1.dcm"), "no DICOM");
        Row(failing[4], "delayed")[at] = Path.GetRelativePath(home, folder);
        var header = At(failing[5], "arterial").Replace(".nii.gz", ".nhdr", StringComparison.Ordinal);
        File.WriteAllText(header, "NRRD0004\ntype: short\ndimension: 3\nsizes: 4 4 4\nencoding: raw\nspace: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\ndata file: Leckmann_voxels.raw\n");
        Row(failing[5], "arterial")[at] = Path.GetRelativePath(home, header);
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(header)!, "Leckmann_voxels.raw"), new byte[5]);
        var selection = At(failing[6], "arterial").Replace(".nii.gz", ".dicom.json", StringComparison.Ordinal);
        File.WriteAllText(selection, $"{{\"path\": \"{Path.GetFileName(folder)} Leckmann\", \"series\": \"1.2.3\"}}");
        Row(failing[6], "arterial")[at] = Path.GetRelativePath(home, selection);
        File.Copy(At(failing[8], "arterial"), At(failing[7], "lesion"), overwrite: true);
        File.WriteAllText(At(failing[7], "he"), "");
        File.WriteAllText(At(failing[8], "arterial").Replace(".nii.gz", ".png", StringComparison.Ordinal), "");
        Row(failing[8], "arterial")[at] = Row(failing[8], "arterial")[at].Replace(".nii.gz", ".png", StringComparison.Ordinal);

        File.WriteAllLines(Path.Combine(home, "Leckmann_manifest.csv"), rows.Select(row => string.Join(',', row)).Append("ghost,slide,he,patients/Leckmann.tif"));
        File.Delete(Path.Combine(home, "manifest.csv"));
        File.Move(Path.Combine(home, "clinical.csv"), Path.Combine(home, "Leckmann_clinical.csv"));
        WriteBackbone(Path.Combine(home, "Leckmann_backbone"));
        (SyntheticStudy.Protocol(options) with
        {
            Clinical = "Leckmann_clinical.csv",
            Manifest = "Leckmann_manifest.csv",
            Backbone = "Leckmann_backbone.onnx",
            Folds = 2,
            Repeats = 1,
        }).Save(Path.Combine(home, "Leckmann_study.json"));
        return failing;
    }

    /// <summary>The embedded network as a file.</summary>
    private static void WriteBackbone(string path)
    {
        using var network = OnnxBackbone.CreateDefault();
        File.WriteAllBytes(path + ".onnx", ScatteringNetwork.Build(new ScatteringOptions()));
        network.Manifest.Save(path + ".json");
    }
}
