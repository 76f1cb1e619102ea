using System.CommandLine;
using HccRisk.Cli.Commands.Schemas;
using HccRisk.Cohorts;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Synthetic;
using HccRisk.Testing;
using Xunit;

namespace HccRisk.Cli.Tests.Schemas;

public sealed class SchemaCommandTests : IDisposable
{
    private static readonly RootCommand Root = [SchemaCommand.Create()];

    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-schema-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Init_HospitalTable_GuessesKindsAndTheCheckPasses()
    {
        var clinical = Write("h.csv", Hospital());
        var file = Path.Combine(_folder, "s.json");

        Assert.Equal(0, (await Run("schema", "init", clinical, "--output", file)).Code);

        var schema = CohortSchema.Load(file);
        Assert.Equal(
            ["Patient Id", "Hospital Site", "Age Numeric", "HBsAg Binary", "Stage Categorical"],
            schema.Columns.Select(c => $"{c.Name} {c.Kind}"));
        Assert.Equal(["A", "B", "C"], schema["Stage"].Categories);
        var endpoint = Assert.IsType<DatedEndpoint>(schema.Endpoint);
        Assert.Equal(("surgery_date", "recurrence_date", "last_visit"), (endpoint.StartColumn, endpoint.EventColumn, endpoint.LastVisitColumn));
        Assert.Contains("column 'Notes' is left out", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, (await Run("schema", "check", "--schema", file, "--clinical", clinical)).Code);
        Assert.Equal(50.5, Cohort.Load(clinical, schema).Patients[0]["Age"]);
    }

    // A death beside a recurrence would predict it only too well.
    [Fact]
    public async Task Init_FurtherOutcomes_AreNoFeatures()
    {
        var clinical = Write("o.csv", "id,age,months,recurrence,death,OS,ecog_status\n" + string.Concat(Enumerable.Range(1, 40).Select(
            i => $"P{i},{50 + (i % 9)},{5 + i},{i % 2},{(i % 7 == 0 ? "" : i % 3 == 0 ? "1" : "0")},{9 + i},{i % 2}\n")));
        var file = Path.Combine(_folder, "s.json");

        Assert.Equal(0, (await Run("schema", "init", clinical, "--output", file)).Code);

        var schema = CohortSchema.Load(file);
        Assert.Equal((ColumnRole.Outcome, ColumnRole.Outcome, ColumnRole.Feature), (schema["death"].Role, schema["OS"].Role, schema["ecog_status"].Role));
        Assert.Equal(0, (await Run("schema", "check", "--schema", file, "--clinical", clinical)).Code);
        Assert.Equal(40, Cohort.Load(clinical, schema).Count);
    }

    [Fact]
    public async Task Init_FileThere_IsReplacedWithForceOnly()
    {
        var clinical = Write("h.csv", Hospital());
        var file = Write("s.json", "mine");

        var e = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("schema", "init", clinical, "--output", file));

        Assert.Contains("--force", e.Message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await Run("schema", "init", clinical, "--output", file, "--force")).Code);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), (await Run("schema", "init", clinical, "--output", "-")).Output);
    }

    [Fact]
    public async Task Check_TwoFaultsInOneRow_ListsBothByReasonAndLine()
    {
        var file = Path.Combine(_folder, "s.json");
        await Run("schema", "init", Write("h.csv", Hospital()), "--output", file);
        var bad = Write("bad.csv", Hospital().Replace("51,5;ja", "old;perhaps", StringComparison.Ordinal).Replace("52,5;", "young;", StringComparison.Ordinal));

        var (code, output) = await Run("schema", "check", "--schema", file, "--clinical", bad);

        Assert.Equal(2, code);
        Assert.Contains("Age '...' is not a number x 2", output, StringComparison.Ordinal);
        Assert.Contains("HBsAg '...' is not 0 or 1 x 1", output, StringComparison.Ordinal);
        Assert.Contains($"{bad}:3: patient P1: HBsAg 'perhaps'", output, StringComparison.Ordinal);
        Assert.Contains($"{bad}:4: patient P2: Age 'young'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_SyntheticCohort_FindsTheEndpointAndTheCheckPasses()
    {
        var options = new SyntheticOptions { Development = 20, External = 10, MriMatrix = 48, MriSlices = 24, SlidePixels = 512 };
        var clinical = SyntheticCohort.Generate(Path.Combine(_folder, "cohort"), options, cancellationToken: TestContext.Current.CancellationToken).ClinicalCsv;
        var file = Path.Combine(_folder, "s.json");

        Assert.Equal(0, (await Run("schema", "init", clinical, "-o", file)).Code);

        Assert.Equal(0, (await Run("schema", "check", "--schema", file, "--clinical", clinical)).Code);
        var schema = CohortSchema.Load(file);
        Assert.IsType<AggressiveRecurrenceEndpoint>(schema.Endpoint);
        Assert.Equal(Availability.Post, schema["mvi"].Availability);
        Assert.Equal(
            Cohort.Load(clinical, CohortSchema.Hcc).Patients.Select(p => (p.Id, p["age"], p["bclc"], p.Outcome!.Value.Time)),
            Cohort.Load(clinical, schema).Patients.Select(p => (p.Id, p["age"], p["bclc"], p.Outcome!.Value.Time)));
    }

    [Fact]
    public async Task Check_ForeignTable_IsOneProblemThatNamesInit()
    {
        var file = Path.Combine(_folder, "s.json");
        await Run("schema", "init", Write("h.csv", Hospital()), "--output", file);

        var (code, output) = await Run("schema", "check", "--schema", file, "--clinical", Write("t.csv", "a,b\n1,2\n3,4\n"));

        Assert.Equal(2, code);
        Assert.Contains("'hccrisk schema init t.csv' writes one of this", Assert.Single(output.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private static string Hospital() => "Patient;Hospital;Age;HBsAg;Stage;surgery_date;recurrence_date;last_visit;Notes\n" + string.Concat(Enumerable.Range(0, 12).Select(i =>
        $"P{i};{(i % 2 == 0 ? "West" : "Ost")};{50 + i},5;{(i % 3 == 0 ? "nein" : "ja")};{"ABC"[i % 3]};{13 + i}.03.2019;{(i % 2 == 0 ? $"{13 + i}.09.2020" : "")};{13 + i}.01.2022;text {i}\n"));

    private static async Task<(int Code, string Output)> Run(params string[] args)
    {
        using var console = new CapturedConsole();
        var code = await Root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (code, console.Output);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
