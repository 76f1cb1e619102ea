using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HccRisk.Cli.Commands.Validation;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cli.Tests.Validation;

/// <summary><c>hccrisk validate</c> on a csv in one line.</summary>
public sealed class ValidateCommandTests : IDisposable
{
    private const int Patients = 120;

    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-validate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The reference files as they lie there; R prints 15 digits.</summary>
    [Theory]
    [InlineData("pbc", "pbc_test_risks.csv")]
    [InlineData("hepatoCellular", "hepatoCellular_test_risks.csv")]
    [InlineData("rotterdam_cr", "rotterdam_cr_test_cifs.csv")]
    public async Task Validate_ReferenceFile_GivesTheReference(string name, string file)
    {
        var csv = SharedData.TryPath("reference", "validation", file);
        Assert.SkipWhen(csv is null, SharedData.MissingReason);
        using var reference = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedData.TryPath("reference", "validation", name + ".json")!, TestContext.Current.CancellationToken));
        using var result = JsonDocument.Parse(await Run($"--predictions {csv} --json --bootstrap 0"));
        var root = result.RootElement;
        var model = Assert.Single(root.GetProperty("models").EnumerateArray());
        Assert.Equal(reference.RootElement.GetProperty("main_horizon").GetDouble(), root.GetProperty("mainHorizon").GetDouble());
        foreach (var row in reference.RootElement.GetProperty("own_definition").EnumerateArray())
        {
            var at = model.GetProperty("horizons").EnumerateArray().Single(h => h.GetProperty("time").GetDouble() == row.GetProperty("time").GetDouble());
            Close(row, "auc_controls_event_free_and_competing", at.GetProperty("auc").GetProperty("auc").GetProperty("value"));
            Close(row, "brier", at.GetProperty("brier").GetProperty("brier").GetProperty("value"));
        }

        var alpha = reference.RootElement.GetProperty(name == "rotterdam_cr" ? "distribution_calibration_cause1_specific" : "distribution_calibration");
        Close(alpha, "alpha", model.GetProperty("alpha").GetProperty("value"));

        static void Close(JsonElement row, string key, JsonElement value) =>
            Assert.True(Math.Abs(row.GetProperty(key).GetDouble() - value.GetDouble()) <= 1e-8, $"{key}: {row.GetProperty(key)} expected, {value} found");
    }

    [Fact]
    public async Task Validate_TwoModelsAndAScore_AreFoundByTheirHeadings()
    {
        using var result = JsonDocument.Parse(await Run($"-p {Write("id,time_months,status,cox_risk_12,cox_risk_24,cox_lp,albi_score,rsf_surv_24,age")} --json --bootstrap 0"));
        var models = result.RootElement.GetProperty("models").EnumerateArray().ToArray();
        Assert.Equal(["cox", "albi_score", "rsf"], models.Select(m => m.GetProperty("name").GetString()));
        Assert.Equal("months", result.RootElement.GetProperty("unit").GetString());
        Assert.Equal("found", result.RootElement.GetProperty("settings").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "unit").GetProperty("source").GetString());
        Assert.Equal("score", models[0].GetProperty("marker").GetString());
        Assert.Equal("risk at 24", models[2].GetProperty("marker").GetString());
        Assert.Equal([12, 24], result.RootElement.GetProperty("horizons").EnumerateArray().Select(h => h.GetProperty("time").GetDouble()));
        Assert.Contains(result.RootElement.GetProperty("settings").EnumerateArray(), s => s.GetProperty("value").GetString()!.Contains("1 - 'rsf_surv_24'", StringComparison.Ordinal));

        // A survival probability is one minus the risk: it orders as well as it would then.
        Assert.True(models[2].GetProperty("harrell").GetProperty("value").GetDouble() > 0.5);
    }

    /// <summary>The score of another name is another model: its order is not that of the risks.</summary>
    [Theory]
    [InlineData("cox_risk_24,albi_score", "cox", "albi_score")]
    [InlineData("risk_24,albi_score", "risk", "albi_score")]
    [InlineData("cox_risk_24,lp", "cox")]
    [InlineData("risk_24,lp", "risk")]
    [InlineData("cox_risk_24,cox_lp", "cox")]
    public async Task Validate_RisksAndAScore_AreOneModelOnlyByTheirNames(string headings, params string[] names)
    {
        using var result = JsonDocument.Parse(await Run($"-p {Write("time,event," + headings)} --json --bootstrap 0"));
        Assert.Equal(names, result.RootElement.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("--horizons", "abc")]
    [InlineData("--horizons", "12;24")]
    [InlineData("--horizons", ",")]
    [InlineData("--thresholds", "0.1,x")]
    [InlineData("--competing", "death")]
    public void Validate_OptionThatIsNoListOfNumbers_IsAFaultOfTheCommandLine(string option, string value)
    {
        var root = new RootCommand { ValidateCommand.Create() };
        Assert.Contains($"{option} is '{value}'; it must be numbers separated by commas", Assert.Single(root.Parse(["validate", "-p", "p.csv", option, value]).Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--models A=x_risk@24,B=-z_score", "A", "B")]
    [InlineData("--models A=1-s@24", "A")]
    [InlineData("--models x_risk,z_score --horizons 24", "x_risk", "z_score")]
    [InlineData("--models y_risk", "y_risk")]
    [InlineData("--models y", "y")]
    [InlineData("--models A=y_risk_24@score", "A")]
    public async Task Validate_NamedModels_AreTaken(string models, params string[] names)
    {
        using var result = JsonDocument.Parse(await Run($"-p {Write("time,event,x_risk,y_risk_12,y_risk_24,z_score,s")} {models} --json --bootstrap 0"));
        Assert.Equal(names, result.RootElement.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("weeks,event,risk_24", "", "no heading that names a time", "--time")]
    [InlineData("time,state,risk_24", "", "no heading that names an event", "--event")]
    [InlineData("time,event,age", "", "no column of numbers has a heading that names a prediction", "--models")]
    [InlineData("time,code12,risk_24", "--event code12", "none of them is 0", "--censored-code 1")]
    [InlineData("time,event,risk_24", "--models risk_25", "no column 'risk_25'", "risk_24")]
    [InlineData("time,event,risk_24", "--cause 4", "event code 4", "the codes that occur are 1")]
    [InlineData("time,event,risk_24", "--cause x", "'x' is neither an event code", "any")]
    [InlineData("time,event,risk_24", "--main-horizon 30", "none of the horizons 24", "30")]
    [InlineData("time,event,percent_risk_24", "", "divide them by 100", "line ")]
    [InlineData("time,event,lp_risk_24", "--models m=lp_risk_24@24", "a risk lies between 0 and 1", "give it as a score")]
    [InlineData("twice_id,time,event,risk_24", "--id twice_id", "patient 'P0' is in lines 2 and 3", "one row a patient")]
    [InlineData("time,event,risk_24", "--subgroups event", "'event' is the follow-up itself", "not known when")]
    [InlineData("time,event,risk_24", "--models m=time", "'time' is taken for", "cannot be a prediction")]
    [InlineData("time,event,risk_24", "--competing 1", "Competing has 1", "the cause of interest")]
    [InlineData("time,event,a_risk_24,word_risk_24", "", "line 9, column 'word_risk_24': 'unknown' is no number", "leave the cell empty")]
    [InlineData("time,event,a_risk_24,infinite_score", "", "line 9, column 'infinite_score': 'Inf' is no number", "NA")]
    [InlineData("time,event,a_risk_24,sign_risk_24", "", "column 'sign_risk_24': '12.5%' is no number", "between 0 and 1")]
    public async Task Validate_BadInput_IsNamedWithItsRemedy(string headings, string options, string fault, string remedy)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Run($"-p {Write(headings)} --json --bootstrap 0 {options}"));
        Assert.True(error is BadInputException or ArgumentException, error.ToString());
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("time,event,score_turned", "", "direction", "minus sign")]
    [InlineData("time,event,risk", "", "score or probability", "at which horizon")]
    [InlineData("time,code012,risk_24", "--event code012", "competing events", "2 (")]
    [InlineData("time,event,risk_24,quiet", "--subgroups quiet", "small group", "nobody had the event")]
    [InlineData("time,event,a_risk_24,holes_risk_24", "", "models of different patients", "12 of 120")]
    [InlineData("time_holes,event,risk_24", "--time time_holes", "missing follow-up", "12 of 120 rows")]
    [InlineData("os_months,event,a_risk_24,b_score", "--horizons 12,24", "horizon without risks", "has no risk at 12")]
    [InlineData("time,event,risk_24,risk_400", "", "horizon", "nobody was followed to 400")]
    [InlineData("time,event,risk_24", "--competing 2", "competing events", "does not occur")]
    [InlineData("time_months,event,risk_24", "--unit years", "unit", "says months")]
    [InlineData("time,event,a_risk_24,holes_group", "--subgroups holes_group", "subgroup", "12 of 120")]
    [InlineData("time,Recurrence status,a_risk_24,hbv_status", "--horizons 24,600", "horizon", "nobody was followed to 600: the longest")]
    [InlineData("time,event,a_risk_24,none_risk_24", "", "columns left out", "'none_risk_24' is empty")]
    [InlineData("time,event,a_risk_24,risk_group", "", "columns left out", "'risk_group' has no number")]
    [InlineData("holes_id,time,event,a_risk_24", "--id holes_id", "missing identifiers", "12 of 120")]
    public async Task Validate_OddInput_IsRemarkedOn(string headings, string options, string kind, string words)
    {
        using var result = JsonDocument.Parse(await Run($"-p {Write(headings)} --json --bootstrap 0 {options}"));
        var remark = Assert.Single(result.RootElement.GetProperty("remarks").EnumerateArray(), r => r.GetProperty("kind").GetString() == kind);
        Assert.Contains(words, remark.GetProperty("text").GetString() + remark.TryGetProperty("remedy", out var remedy) + (remedy.ValueKind == JsonValueKind.String ? remedy.GetString() : ""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_WithAFolder_WritesResultTablesReportAndASummaryOf80Columns()
    {
        var target = Path.Combine(_folder, "out");
        var shown = await Run($"-p {Write("id,time_months,status,site,a_risk_24,a_risk_12,a_very_long_name_of_a_model_risk_24,sex")} --subgroups sex --figures --out {target}");
        Assert.All(shown.Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= 80 || line.Contains(target, StringComparison.Ordinal), line));
        foreach (var file in (string[])["result.json", "report.html", "report.md", "performance.csv", "decision-curve.csv", "sites.csv", "subgroups.csv", "differences.csv", "heterogeneity.csv"])
        {
            Assert.True(new FileInfo(Path.Combine(target, file)).Length > 0, file);
        }

        var figures = Directory.GetFiles(Path.Combine(target, "figures")).ToLookup(Path.GetExtension, StringComparer.Ordinal);
        Assert.NotEmpty(figures[".svg"]);
        Assert.Equal(figures[".svg"].Count(), figures[".png"].Count());
        Assert.Equal(figures[".svg"].Count(), figures[".csv"].Count());

        // Nothing of a single patient leaves: no identifier is in any file.
        Assert.All(Directory.GetFiles(target), f => Assert.DoesNotContain("P17", File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_ManyModels_ShowsTheFirstLinesAndWhereTheRestIs()
    {
        const int Models = 12;
        var shown = await Run($"-p {Write("time,event," + string.Join(',', Enumerable.Range(0, Models).Select(k => $"m{k}x_score")))} --horizons 24 --out {Path.Combine(_folder, "many")}");

        // Harrell's C, Uno's C and the AUC of each pair, 30 of them shown.
        Assert.Contains($"... and {(3 * Models * (Models - 1) / 2) - 30} more, in differences.csv", shown, StringComparison.Ordinal);
    }

    /// <summary>Where nobody was followed to any horizon nothing is judged: that comes first, not among the remarks.</summary>
    [Fact]
    public async Task Validate_EveryHorizonBeyondTheFollowUp_IsGrave()
    {
        using var result = JsonDocument.Parse(await Run($"-p {Write("time,event,risk_400")} --json --bootstrap 0"));
        Assert.Equal("horizon", result.RootElement.GetProperty("remarks").EnumerateArray().First(r => r.GetProperty("grave").GetBoolean()).GetProperty("kind").GetString());
    }

    private static async Task<string> Run(string arguments)
    {
        using StringWriter output = new(), error = new();
        var root = new RootCommand { ValidateCommand.Create() };
        var parsed = root.Parse(["validate", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, await parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken));
        return output.ToString();
    }

    /// <summary>A file with these columns, made of one true model: exponential times of hazard 0.03 exp(x), followed for 5 to 60 months.</summary>
    private string Write(string headings)
    {
        var random = new Random(5);
        var lines = new List<string> { headings };
        for (var i = 0; i < Patients; i++)
        {
            var x = (2 * random.NextDouble()) - 1;
            var own = -Math.Log(1 - random.NextDouble()) / (0.03 * Math.Exp(x));
            var end = 5 + (55 * random.NextDouble());
            var (time, had) = (Math.Min(own, end), own <= end ? 1 : 0);
            lines.Add(string.Join(',', headings.Split(',').Select(h => Cell(h, i, x, time, had))));
        }

        var path = Path.Combine(_folder, "p.csv");
        File.WriteAllLines(path, lines);
        return path;
    }

    private static string Cell(string heading, int i, double x, double time, int had)
    {
        var name = ColumnName.Of(heading);
        double Risk(double at) => 1 - Math.Exp(-0.03 * at * Math.Exp(x));
        return heading switch
        {
            "id" => $"P{i}",
            "twice_id" => $"P{i / 2}",
            "time_holes" => i % 10 == 0 ? "" : Text(time),
            "lp_risk_24" => Text(x),
            "word_risk_24" => i == 7 ? "unknown" : Text(Risk(24)),
            "infinite_score" => i == 7 ? "Inf" : Text(x),
            "sign_risk_24" => "12.5%",
            "none_risk_24" => "",
            "risk_group" => i % 2 == 0 ? "low" : "high",
            "holes_group" => i % 10 == 0 ? "" : i % 2 == 0 ? "low" : "high",
            "Recurrence status" => Text(had),
            "holes_id" => i % 10 == 0 ? "" : $"P{i}",
            "time" or "time_months" or "os_months" or "weeks" => Text(time),
            "event" or "status" or "state" => Text(had),
            "code12" => Text(had + 1),
            "code012" => Text(had == 1 && i % 4 == 0 ? 2 : had),
            "site" => $"S{i % 3}",
            "sex" => i % 2 == 0 ? "F" : "M",
            "quiet" => had == 0 && i % 2 == 0 ? "yes" : "no",
            "score_turned" => Text(-x),
            "s" => Text(1 - Risk(24)),
            "holes_risk_24" => i % 10 == 0 ? "NA" : Text(Risk(24)),
            "percent_risk_24" => Text(100 * Risk(24)),
            _ when name.Kind == PredictionKind.Survival => Text(1 - Risk(name.Horizon!.Value)),
            _ when name.Kind == PredictionKind.Risk => Text(Risk(name.Horizon ?? 24)),
            _ => Text(x),
        };
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
