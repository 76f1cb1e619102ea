using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace HccRisk.EndToEnd.Studies;

/// <summary>The command as a user runs it: a process with arguments, an exit code and two streams.</summary>
public sealed partial class StudyCommandTests(CommandStudy study) : IClassFixture<CommandStudy>
{
    private static readonly string[] Files = ["pre.zip", "post.zip", "predictions.csv", "result.json", "manifest.json", "report.html"];

    [Fact]
    public void Study_OutputRedirected_WritesResultsAndPlainLogLines()
    {
        var run = study.Result.MustSucceed();

        Assert.All(Files, f => Assert.True(new FileInfo(study["out/" + f]).Length > 100, f));
        Assert.Empty(run.Errors);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.All(["radiomics", "pathomics", "cross-validation PRE", "cross-validation POST"], (string stage) =>
            Assert.Contains(LogLine().Matches(run.Output), m => m.Groups["stage"].Value == stage && m.Groups["done"].Value == m.Groups["total"].Value));
        var scored = Rows(File.ReadAllText(study["out/predictions.csv"])).Count(r => r[0] == "POST" && r[3] == "external");
        Assert.Matches($"POST, SYSMH, external: n {scored},", run.Output);
        Assert.Contains("report.html", run.Output, StringComparison.Ordinal);
        Assert.Contains("ynthetic", File.ReadAllText(study["out/report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Study_GermanLocaleAndOneJob_GivesTheSameBytesFromTheStore()
    {
        var run = await Command.RunAsync(
            "env", study.Folder, TestContext.Current.CancellationToken,
            "LANG=de_DE.UTF-8", "LC_ALL=de_DE.UTF-8", "dotnet", "exec", CommandStudy.Program, "study", "cohort/study.json", "--output", "german", "--store", "out/features", "-j", "1");

        run.MustSucceed();
        Assert.DoesNotContain("radiomics:", run.Output, StringComparison.Ordinal);
        Assert.All(Files, f => Assert.Equal(File.ReadAllBytes(study["out/" + f]), File.ReadAllBytes(study["german/" + f])));
    }

    [Theory]
    [InlineData("PRE")]
    [InlineData("POST")]
    public async Task Predict_ExternalPatientsFromRawFiles_PrintsTheScoresOfTheStudy(string model)
    {
        var run = await study.RunAsync("predict", "--model", $"out/{model.ToLowerInvariant()}.zip", "--clinical", "cohort/clinical.csv", "--manifest", "cohort/manifest.csv");

        var published = Rows(File.ReadAllText(study["out/predictions.csv"])).Where(r => r[0] == model && r[3] == "external").ToArray();
        var printed = Rows(run.Output).ToDictionary(r => r[1], StringComparer.Ordinal);
        Assert.NotEmpty(published);

        // The slide of one development patient is empty: who has no score is told by the exit code.
        Assert.Equal(printed.Values.Any(r => r[4].Length == 0) ? 42 : 0, run.ExitCode);
        Assert.All(published, row => Assert.Equal([row[0], row[1], row[2], "new", .. row[4..], "", ""], printed[row[1]][..(row.Length + 2)]));

        // The smallest lesions of so coarse a grid are one slice thick.
        Assert.All(published, row => Assert.Matches("^(lesion mask: OneSlice: .*)?$", string.Join(',', printed[row[1]][(row.Length + 2)..]).Trim('"')));
    }

    [Theory]
    [InlineData("pre")]
    [InlineData("post")]
    public async Task ModelExport_ModelOfTheStudy_IsAnOnnxGraphOfItsInputsAndHorizons(string model)
    {
        var run = await study.RunAsync("model", "export", "--model", $"out/{model}.zip", "--onnx", $"{model}.onnx");

        var printed = run.MustSucceed().Output;
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(study[$"{model}.onnx"]);
        Assert.All(session.InputNames, name => Assert.Contains($"input {name}: ", printed, StringComparison.Ordinal));
        Assert.Contains("Clinical", session.InputNames);
        Assert.Equal(["Score.output", "Survival.output", "CumulativeIncidence.output"], session.OutputNames);
    }

    [Fact]
    public async Task Predict_OnePatient_WritesOneLine()
    {
        var run = await study.RunAsync(
            "predict", "-m", "out/pre.zip", "-c", "cohort/clinical.csv", "--manifest", "cohort/manifest.csv", "--patient", "SYSMH-0003", "-o", "one.csv");

        Assert.Empty(run.MustSucceed().Output);
        Assert.Equal("SYSMH-0003", Assert.Single(Rows(File.ReadAllText(study["one.csv"])))[1]);
    }

    [Fact]
    public async Task Predict_ColumnAbsentAndAllowed_PrintsWhatItImputed()
    {
        var lines = File.ReadAllLines(study["cohort/clinical.csv"]).Select(l => l.Split(',')).ToArray();
        var at = Array.IndexOf(lines[0], "alt");
        File.WriteAllLines(study["noalt.csv"], lines.Where((l, i) => i == 0 || l[1] == "SYSMH").Select(l => string.Join(',', l.Where((_, j) => j != at))));

        var run = await study.RunAsync("predict", "-m", "out/pre.zip", "-c", "noalt.csv", "--manifest", "cohort/manifest.csv", "--allow-missing");

        var rows = Rows(run.MustSucceed().Output).ToArray();
        Assert.All(rows, r => Assert.Contains("Clinical.alt", r[8].Split(';')));
        Assert.Contains($"imputed: Clinical.alt for {rows.Length} of {rows.Length} patients", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name a command")]
    [InlineData("nearest: 'study'", "stdy")]
    [InlineData("nearest: '--parallel'", "study", "--paralel", "3")]
    [InlineData("'x'", "study", "--parallel", "x")]
    [InlineData("--parallel is 0", "study", "--parallel", "0", "--synthetic")]
    [InlineData("Development is 0", "study", "--synthetic", "--development", "0")]
    [InlineData("'--model' is required", "predict", "-c", "cohort/clinical.csv")]
    [InlineData("not both", "study", "cohort/study.json", "--synthetic")]
    [InlineData("'study.json'", "study", "cohort/stduy.json")]
    [InlineData("'externalSites'", "study", "misspelt.json")]
    [InlineData("'SYSMH'", "study", "site.json")]
    [InlineData("'bilirubin'", "study", "column.json")]
    [InlineData("'post.zip'", "predict", "-m", "out/psot.zip", "-c", "cohort/clinical.csv")]
    [InlineData("'clinical.csv'", "predict", "-m", "out/pre.zip", "-c", "cohort/clincal.csv", "--manifest", "cohort/manifest.csv")]
    [InlineData("nearest: 'alat'", "predict", "-m", "out/pre.zip", "-c", "alat.csv", "--manifest", "cohort/manifest.csv")]
    [InlineData("manifest", "predict", "-m", "out/pre.zip", "-c", "cohort/clinical.csv")]
    [InlineData("'SYSMH-0003'", "predict", "-m", "out/pre.zip", "-c", "cohort/clinical.csv", "--manifest", "cohort/manifest.csv", "--patient", "SYSMH-003")]
    [InlineData("not made by a study", "predict", "-m", "empty.zip", "-c", "cohort/clinical.csv")]
    public async Task AnyCommand_WrongInput_EndsWithCodeTwoAndOneLine(string expected, params string[] arguments)
    {
        var protocol = File.ReadAllText(study["cohort/study.json"]).Replace("\"clinical.csv\"", "\"cohort/clinical.csv\"", StringComparison.Ordinal).Replace("\"manifest.csv\"", "\"cohort/manifest.csv\"", StringComparison.Ordinal);
        File.WriteAllText(study["misspelt.json"], protocol.Replace("externalSites", "externalSits", StringComparison.Ordinal));
        File.WriteAllText(study["site.json"], protocol.Replace("\"SYSMH\"", "\"SYSNH\"", StringComparison.Ordinal));
        File.WriteAllText(study["column.json"], protocol.Replace("cohort/clinical.csv", "column.csv", StringComparison.Ordinal));
        File.WriteAllText(study["column.csv"], File.ReadAllText(study["cohort/clinical.csv"]).Replace("bilirubin", "bilirubine", StringComparison.Ordinal));
        File.WriteAllText(study["alat.csv"], File.ReadAllText(study["cohort/clinical.csv"]).Replace(",alt,", ",alat,", StringComparison.Ordinal));
        if (!File.Exists(study["empty.zip"]))
        {
            await using var archive = await System.IO.Compression.ZipFile.OpenAsync(study["empty.zip"], System.IO.Compression.ZipArchiveMode.Create, TestContext.Current.CancellationToken);
            archive.CreateEntry("nothing");
        }

        var run = await study.RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("error: ", run.Errors, StringComparison.Ordinal);
        Assert.Equal(1, run.Errors.Count(c => c == '\n'));
        Assert.Contains(expected, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Study_Interrupted_EndsWith130AndTheNextRunGoesOn()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends SIGINT with kill and resets it with GNU env");

        // A shell that runs tests in the background ignores the signal, and so would the command.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", "exec", CommandStudy.Program, "study", "cohort/study.json", "--output", "stopped"])
        {
            WorkingDirectory = study.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var printed = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            printed.Add(line);
            if (line.Contains("pathomics: 0 of", StringComparison.Ordinal))
            {
                using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 130, $"exit code {process.ExitCode}\n{string.Join('\n', printed)}\n{await errors}");
        Assert.Contains("run the same command again", await errors, StringComparison.Ordinal);
        Assert.False(File.Exists(study["stopped/predictions.csv"]));

        var again = await study.RunAsync("study", "cohort/study.json", "--output", "stopped");
        Assert.DoesNotContain("radiomics:", again.MustSucceed().Output, StringComparison.Ordinal);
        Assert.All(Files, f => Assert.Equal(File.ReadAllBytes(study["out/" + f]), File.ReadAllBytes(study["stopped/" + f])));
    }

    // The cohort of the reference study, smaller: 200 patients have the ten events that five folds need.
    [Fact]
    [Trait("Category", "Long")]
    public async Task Study_Synthetic_MakesTheCohortAndSetsTheTruthBeside()
    {
        var run = await study.RunAsync("study", "--synthetic", "--development", "200", "--external", "20", "--seed", "11", "--output", "synthetic");

        Assert.Empty(run.MustSucceed().Errors);
        Assert.All(Files, f => Assert.True(new FileInfo(study["synthetic/" + f]).Length > 100, f));
        Assert.Equal(220, Directory.GetDirectories(study["synthetic/cohort/patients"]).Length);
        Assert.Contains("truth, oracle", run.Output, StringComparison.Ordinal);
        Assert.Matches("POST, TJ, cross-validated: n 200,", run.Output);
    }

    [Fact]
    public async Task Study_SyntheticWithTooFewEvents_SaysHowMany()
    {
        var run = await study.RunAsync("study", "--synthetic", "--development", "3", "--external", "1", "--output", "few");

        Assert.Equal(2, run.ExitCode);
        Assert.Matches("have [0-3] events of cause 1 among 3 patients", run.Errors);
        Assert.False(Directory.Exists(study["few/features"]), "nothing is extracted for a study that cannot be");
    }

    private static IEnumerable<string[]> Rows(string csv) =>
        csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(','));

    [GeneratedRegex(@"^\[\d\d:\d\d\] (?<stage>[^:(]+?)( \(\d+ excluded\))?: (?<done>\d+) of (?<total>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LogLine();
}
