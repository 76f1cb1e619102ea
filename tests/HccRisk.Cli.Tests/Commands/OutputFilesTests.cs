using System.CommandLine;
using HccRisk.Cli.Commands;
using HccRisk.Cli.Output;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

/// <summary>No command writes over a file that it reads.</summary>
public sealed class OutputFilesTests : IDisposable
{
    private const string Content = "patient_id,kind,name,path\nP1,mri,arterial,i\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hccrisk-outputs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("predict -m a -c b -o a", "--output", "--model")]
    [InlineData("predict -m a -c b -o x/../b", "--output", "--clinical")]
    [InlineData("predict -m a -c b --manifest c --log c", "--log", "--manifest")]
    [InlineData("predict -m a -c b --manifest c -o i", "--output", "--manifest (mri 'arterial', manifest line 2)")]
    [InlineData("predict -m a -c b --backbone n.onnx -o n.json", "--output", "--backbone")]
    [InlineData("predict -m a -c b -o d --log d", "--output", "--log")]
    [InlineData("predict -m link -c b -o a", "--output", "--model")]
    [InlineData("predict -m a -c b -o folder/a", "--output", "--model")]
    [InlineData("model export --model a --onnx a", "--onnx", "--model")]
    [InlineData("convert --image a --out a", "--out", "--image")]
    [InlineData("convert --image a --mask b --mask-out b", "--mask-out", "--mask")]
    [InlineData("convert --image a --montage a", "--montage", "--image")]
    [InlineData("extract --cohort c --store s --csv c", "--csv", "--cohort")]
    [InlineData("extract --cohort c --store s --csv i", "--csv", "--cohort (mri 'arterial', manifest line 2)")]
    [InlineData("embed --slide a --store s --csv a", "--csv", "--slide")]
    [InlineData("embed --slide a --slides slides.csv --store .", "--store (slides.csv)", "--slides")]
    [InlineData("convert --image . --montage d.dcm", "--montage", "--image")]
    [InlineData("scan . --out x --log d.dcm", "--log", "folder")]
    [InlineData("embed --slide a --store s --log a", "--log", "--slide")]
    [InlineData("heatmap --slide a --scores b --out a", "--out", "--slide")]
    [InlineData("heatmap --slide a --scores b --out d --geojson b", "--geojson", "--scores")]
    [InlineData("scan x --clinical clinical.csv --out .", "--out (clinical.csv)", "--clinical")]
    [InlineData("scan x --phase-file c --log c", "--log", "--phase-file")]
    public async Task Run_OutputThatIsAnInput_IsRefusedAndLeavesIt(string line, string output, string input)
    {
        foreach (var name in (string[])["a", "b", "c", "i", "n.onnx", "n.json", "clinical.csv"])
        {
            await File.WriteAllTextAsync(At(name), Content, TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(At("slides.csv"), $"file,mpp,objective\n{At("a")},0.5,\n", TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(At("d.dcm"), [.. new byte[128], .. "DICM"u8, .. new byte[64]], TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(At("link"), At("a"));
        Directory.CreateSymbolicLink(At("folder"), _folder.FullName);
        string[] options = ["-m", "-c", "-o", "--"];
        var words = line.Split(' ').Select((word, i) => i == 0 || word == "export" || options.Any(o => word.StartsWith(o, StringComparison.Ordinal)) ? word : At(word));

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run([.. words]));

        Assert.Contains(output, error.Message, StringComparison.Ordinal);
        Assert.Contains(input, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.All((string[])["a", "b", "c", "i", "n.json", "clinical.csv"], name => Assert.Equal(Content, File.ReadAllText(At(name))));
        Assert.Equal(196, new FileInfo(At("d.dcm")).Length);
    }

    [Theory]
    [InlineData("clinical", "predictions.csv")]
    [InlineData("clinical", "exclusions.csv")]
    [InlineData("clinical", "flow.csv")]
    [InlineData("manifest", "manifest.json")]
    [InlineData("manifest", "result.json")]
    [InlineData("manifest", "report.html")]
    [InlineData("clinical", "pre.zip")]
    public async Task Study_InputWithTheNameOfAResult_IsRefused(string key, string name)
    {
        await File.WriteAllTextAsync(At(name), Content, TestContext.Current.CancellationToken);
        var protocol = new StudyProtocol
        {
            Clinical = key == "clinical" ? name : "c.csv",
            Manifest = key == "manifest" ? name : "m.csv",
            DevelopmentSites = ["A"],
        };
        protocol.Save(At("study.json"));

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("study", At("study.json"), "-o", _folder.FullName));

        Assert.Contains($"--output ({name})", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{key}' of the study file", error.Message, StringComparison.Ordinal);
        Assert.Equal(Content, await File.ReadAllTextAsync(At(name), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("predict -m a -c b -o sub", "--output is")]
    [InlineData("predict -m a -c b --log sub", "--log is")]
    [InlineData("predict -m sub -c b", "a folder and no model file: name the file in it, such as 'pre.zip'")]
    [InlineData("study sub", "a folder and no study file")]
    [InlineData("study --synthetic -o a", "--output is")]
    [InlineData("study --synthetic --store a", "--store is")]
    [InlineData("extract --cohort c --store a", "--store is")]
    [InlineData("extract --cohort c --store s --csv sub", "--csv is")]
    [InlineData("convert --image a --out sub", "--out is")]
    [InlineData("embed --slide a --store b", "--store is")]
    [InlineData("heatmap --slide a --scores b --out sub", "--out is")]
    [InlineData("scan x --out a", "--out is")]
    public async Task Run_FolderForAFileOrFileForAFolder_SaysWhich(string line, string expected)
    {
        _folder.CreateSubdirectory("sub");
        foreach (var name in (string[])["a", "b", "c", "i", "sub/pre.zip"])
        {
            await File.WriteAllTextAsync(At(name), Content, TestContext.Current.CancellationToken);
        }

        string[] options = ["-m", "-c", "-o", "--"];
        var words = line.Split(' ').Select((word, i) => i == 0 || options.Any(o => word.StartsWith(o, StringComparison.Ordinal)) ? word : At(word));

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run([.. words]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected.Contains("no ", StringComparison.Ordinal) || line.Contains("sub", StringComparison.Ordinal) ? "a folder" : "a file", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>Before the work, not after it.</summary>
    [Theory]
    [InlineData("extract --cohort c --store s --csv x/f.csv", "--csv")]
    [InlineData("extract --cohort c --store s --provenance x/p.csv", "--provenance")]
    [InlineData("stability --repeats a --csv x/f.csv", "--csv")]
    [InlineData("stability --repeats a --plot x/f.svg", "--plot")]
    [InlineData("map a b --out s --plot x/f.svg", "--plot")]
    [InlineData("habitats --cohort c --series arterial --write-model x/h.json", "--write-model")]
    public async Task Run_FolderThatIsNotThere_IsNamedFirst(string line, string option)
    {
        foreach (var name in (string[])["a", "b", "c", "i"])
        {
            await File.WriteAllTextAsync(At(name), Content, TestContext.Current.CancellationToken);
        }

        var words = line.Split(' ').Select((word, i) => i == 0 || word == "arterial" || word.StartsWith("--", StringComparison.Ordinal) ? word : At(word));

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run([.. words]));

        Assert.StartsWith($"{option} is '{At("x/")}", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"there is no folder '{At("x")}', make it first.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_OtherFiles_AreTaken() =>
        new OutputFiles().Reads("--in", At("a")).Reads("--none", (string?)null).Writes("--out", At("b")).Writes("--store", At("x"), []).Writes("--log", At("x/a")).Writes("--absent", null);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static async Task Run(params string[] arguments)
    {
        var root = new RootCommand
        {
            StudyCommand.Create(), ModelCommand.Create(), PredictCommand.Create(), ConvertCommand.Create(), ExtractCommand.Create(), EmbedCommand.Create(), HeatmapCommand.Create(), ScanCommand.Create(),
            StabilityCommand.Create(), MapCommand.Create(), HabitatsCommand.Create(),
        };
        using StringWriter output = new(), error = new();
        await root.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
    }
}
