using System.CommandLine;
using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Features.Clinical;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class ScoresCommandTests
{
    private const string Own = """
        { "scores": [ { "name": "own", "title": "Own", "citation": "here", "inputs": [ { "column": "afp", "unit": "ng/mL" } ], "formula": "log10(afp)",
          "examples": [ { "inputs": [100], "expected": 2, "tolerance": 1e-9 } ] } ] }
        """;

    private static readonly RootCommand Root = [ScoresCommand.Create()];

    [Fact]
    public async Task Scores_WithoutPatients_ListsThemWithYourOwn()
    {
        using var folder = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "list.csv");

        Assert.Equal(0, await Run("scores", "--scores", folder.Write("own.json", Own), "--output", output));

        var table = CsvTable.Read(output, "list");
        Assert.Equal([.. ClinicalScores.All.Select(s => s.Name), "own"], table.Rows.Select(r => r.Cells[0]));
        Assert.Equal("log10(afp)", table.Rows[^1].Cells[table.IndexOf("formula")]);
    }

    // By hand: ALBI of bilirubin 10 and albumin 40 is .66 - 3.4; log10 of 1000 is 3.
    [Fact]
    public async Task Scores_Patients_GivesValueGroupOrReason()
    {
        using var folder = new TemporaryFolder();
        var clinical = folder.Write("c.csv", "patient_id,site,age,male,afp,bilirubin,albumin,platelets,tumour_size_cm,tumour_number\nA,TJ,50,1,1000,10,40,200,3,1\nB,TJ,60,0,100,,40,150,2,2\n");
        var output = Path.Combine(folder.Path, "scores.csv");

        Assert.Equal(0, await Run("scores", "--scores", folder.Write("own.json", Own), "--clinical", clinical, "--output", output));

        var rows = CsvTable.Read(output, "scores").Rows.ToDictionary(r => (r.Cells[0], r.Cells[1]), r => r.Cells);
        Assert.Equal(-2.74, double.Parse(rows[("A", "albi")][2], System.Globalization.CultureInfo.InvariantCulture), 1e-12);
        Assert.Equal("grade 1", rows[("A", "albi")][3]);
        Assert.Equal(["B", "albi", "", "", "bilirubin is missing"], rows[("B", "albi")]);
        Assert.Equal("3", rows[("A", "own")][2]);
        Assert.DoesNotContain(rows.Keys, k => k.Item2 == "erasl_post"); // the file has no mvi
    }

    [Fact]
    public async Task Scores_FaultyFormula_IsOneLine()
    {
        using var folder = new TemporaryFolder();
        var own = folder.Write("own.json", Own.Replace("log10(afp)", "log10(apf)", StringComparison.Ordinal));

        var e = await Assert.ThrowsAsync<TableFormatException>(() => Run("scores", "--scores", own));

        Assert.Contains("character 7: no column 'apf' (nearest: 'afp')", e.Message, StringComparison.Ordinal);
    }

    private static Task<int> Run(params string[] arguments) =>
        Root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
}
