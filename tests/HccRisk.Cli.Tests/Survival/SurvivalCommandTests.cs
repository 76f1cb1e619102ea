using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>The JSON of each subcommand against R's values, under the same keys.</summary>
public class SurvivalCommandTests
{
    [Theory]
    [InlineData("hepatoCellular", "km_rfs", "RFS", "Recurrence", "")]
    [InlineData("hepatoCellular", "km_os", "OS", "Death", "--strata Vascularinvasion")]
    [InlineData("lung", "km_female", "time", "death", "--strata female")]
    [InlineData("pbc", "km", "time", "death", "")]
    [InlineData("pbc", "km_weighted", "time", "death", "--weights w --times 365,730,1095,1825,3000")]
    [InlineData("pbc", "reverse_km", "time", "death", "--reverse")]
    [InlineData("veteran", "km", "tm", "status", "--strata trt1")]
    [InlineData("rotterdam", "km", "rfst", "rfs", "")]
    public void Km_ReferenceData_EqualsSurvfit(string data, string key, string time, string status, string more)
    {
        var expected = Root(data).GetProperty(key);
        if (expected.GetProperty("time").GetArrayLength() < 10 && !more.Contains("--times", StringComparison.Ordinal))
        {
            more += " --times " + string.Join(',', expected.GetProperty("time").EnumerateArray().Select(t => t.GetRawText()));
        }

        var actual = Run($"km --data {Csv(data)} --time {time} --event {status} {more}");
        Same(expected, actual, 1e-10, "time", "n_risk", "n_event", "n_censor", "surv", "se_greenwood", "cumhaz_na", "se_cumhaz");
        foreach (var type in (string[])["plain", "log", "log-log", "logit", "arcsin"])
        {
            Same(expected, actual, 1e-10, "ci_" + type, "quantiles_" + type);
        }

        if (!more.Contains("--weights", StringComparison.Ordinal))
        {
            Same(expected, actual, 1e-10, "fleming_harrington_stype2_ctype2");
        }
    }

    [Theory]
    [InlineData("hepatoCellular")]
    [InlineData("lung")]
    [InlineData("pbc")]
    [InlineData("rotterdam")]
    [InlineData("veteran")]
    public void LogRank_ReferenceData_EqualsSurvdiff(string data)
    {
        foreach (var expected in Root(data).GetProperty("logrank").EnumerateArray())
        {
            var match = System.Text.RegularExpressions.Regex.Match(expected.GetProperty("formula").GetString()!, @"^Surv\((\S+), (\S+)\) ~ ([^ +]+)(?: \+ strata\((.+)\))?$");
            var strata = match.Groups[4].Success ? " --strata " + match.Groups[4].Value : "";
            var actual = Run(string.Create(
                CultureInfo.InvariantCulture,
                $"logrank --data {Csv(data)} --time {match.Groups[1].Value} --event {match.Groups[2].Value} --group {match.Groups[3].Value} --rho {expected.GetProperty("rho").GetDouble()}{strata}"));
            Same(expected, actual, 1e-9, "rho", "groups", "n", "var", "chisq", "df", "p");

            Same(expected, actual, 1e-10, "obs", "exp");
        }
    }

    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence", "Tumormultiplicity", "36")]
    [InlineData("lung", "time", "death", "female", "700")]
    [InlineData("pbc", "time", "death", "trt1", "3000")]
    [InlineData("rotterdam", "rfst", "rfs", "hormon", "3652")]
    public void Rmst_ReferenceData_EqualsR(string data, string time, string status, string group, string tau) => Same(
        Root(data).GetProperty("rmst"),
        Run($"rmst --data {Csv(data)} --time {time} --event {status} --group {group} --tau {tau}"),
        1e-9, "arm0", "arm1", "diff", "diff_se", "diff_ci", "ratio", "ratio_logse", "p");

    [Theory]
    [InlineData("pbc", "time", "sexm")]
    [InlineData("rotterdam", "rfst", "meno")]
    public void AjAndGray_ReferenceData_EqualR(string data, string time, string group)
    {
        var expected = Root(data).GetProperty("aj");
        var times = string.Join(',', expected.GetProperty("times").EnumerateArray().Select(t => t.GetRawText()));
        Same(expected, Run($"aj --data {Csv(data)} --time {time} --event cause --times {times}"), 1e-10, "times", "states", "pstate", "se", "lower", "upper", "cumhaz", "cuminc");
        Same(expected.GetProperty("gray"), Run($"gray --data {Csv(data)} --time {time} --event cause --group {group} --times {times}"), 1e-9, "rho", "stat", "p", "df", "est", "var", "names");
        Same(expected.GetProperty("gray_rho1"), Run($"gray --data {Csv(data)} --time {time} --event cause --group {group} --rho 1"), 1e-9, "stat", "p");
    }

    [Theory]
    [InlineData("hepatoCellular", "cox/rfs", "RFS", "Recurrence", "")]
    [InlineData("lung", "cox/efron", "time", "death", "")]
    [InlineData("lung", "cox/exact", "time", "death", "")]
    [InlineData("lung", "cox/cluster_inst", "time", "death", "--cluster inst")]
    [InlineData("pbc", "cox/breslow", "time", "death", "")]
    [InlineData("pbc", "cox/strata", "time", "death", "--strata stage")]
    [InlineData("pbc", "cox/weighted", "time", "death", "--weights w --robust")]
    [InlineData("pbc", "cox/robust", "time", "death", "--robust")]
    [InlineData("rotterdam", "cox/cause2", "rfst", "cause", "--cause 2")]
    [InlineData("rotterdam", "cox/strata", "rfst", "rfs", "--strata grade3,meno")]
    [InlineData("hepatoCellular", "landmark12", "RFS", "Recurrence", "--landmark 12")]
    [InlineData("pbc", "cox/efron", "time", "death", "")]
    [InlineData("veteran", "cox/efron_ties", "tm", "status", "")]
    [InlineData("veteran", "cox/exact_ties", "tm", "status", "")]
    [InlineData("startstop:heart", "heart/cluster", "stop", "event", "--start start --cluster id")]
    [InlineData("startstop:heart", "heart_strata", "stop", "event", "--start start --strata surgery")]
    [InlineData("startstop:bladder", "bladder_wlw", "stop", "event", "--strata enum --cluster id")]
    public void CoxAndZph_ReferenceData_EqualR(string data, string path, string time, string status, string more)
    {
        var files = data.Split(':');
        var expected = path.Split('/').Aggregate(Root(files[0]), (e, p) => e.GetProperty(p));
        var arguments = $"--data {Csv(files[^1])} --time {time} --event {status} --covariates {Names(expected)} --ties {expected.GetProperty("ties").GetString()} {more}";
        var hazards = expected.TryGetProperty("basehaz_centered_false", out var h) && h.ValueKind == JsonValueKind.Object ? h : default(JsonElement?);
        var at = hazards is { } some ? " --times " + string.Join(',', some.EnumerateObject().First().Value.GetProperty("at").EnumerateArray().Select(t => t.GetRawText())) : "";
        var actual = Run("cox " + arguments + at);
        if (hazards is { } all)
        {
            Same(all, actual.GetProperty("basehaz_centered_false"), 1e-8, [.. all.EnumerateObject().Select(p => p.Name)]);
        }

        foreach (var kind in expected.GetProperty("residuals").EnumerateObject())
        {
            // Sums of residuals are 0 but for rounding.
            var mine = actual.GetProperty("residuals").GetProperty(kind.Name);
            Same(kind.Value, mine, 1e-8, "first5", "colsumsq", "n");
            if (kind.Name is "deviance" or "scaledsch")
            {
                Same(kind.Value, mine, 1e-8, "colsum");
            }
        }

        // Robust variances are compared at 1e-8 as in the tests of the model.
        Same(expected, actual, 1e-8, "ties", "n", "nevent", "coef", "se", "robust_se", "var", "loglik_null", "loglik", "lr", "wald", "score", "robscore", "hr", "aic", "bic", "concordance", "means", "lp_first5");
        foreach (var transform in (string[])["km", "rank", "identity", "log"])
        {
            Same(expected.GetProperty("zph"), actual.GetProperty("zph"), 1e-8, transform);
            Same(expected.GetProperty("zph").GetProperty(transform), Run($"cox-zph {arguments} --transform {transform}"), 1e-8, "rows", "table");
        }
    }

    [Theory]
    [InlineData("pbc", "time", 0)]
    [InlineData("pbc", "time", 1)]
    [InlineData("rotterdam", "rfst", 0)]
    [InlineData("rotterdam", "rfst", 1)]
    public void FineGray_ReferenceData_EqualsCrr(string data, string time, int index)
    {
        var expected = Root(data).GetProperty("crr")[index];
        var actual = Run($"finegray --data {Csv(data)} --time {time} --event cause --cause {expected.GetProperty("cause").GetInt32()} --covariates {Names(expected)}");
        Same(expected, actual, 1e-6, "cause", "coef", "se", "var", "invinf_se", "loglik", "loglik_null", "finegray_coxph_breslow");
        var predict = expected.GetProperty("predict");
        var patients = predict.GetProperty("new").EnumerateArray().Select(r => string.Join(',', r.EnumerateArray().Select(v => v.GetRawText())));
        WithFile(Names(expected) + "\n" + string.Join('\n', patients) + "\n", path => Same(
            predict,
            Run($"finegray --data {Csv(data)} --time {time} --event cause --cause {expected.GetProperty("cause").GetInt32()} --covariates {Names(expected)} --predict {path} --times {Times(predict)}").GetProperty("predict"),
            1e-6,
            "new", "times", "cif"));
    }

    [Theory]
    [InlineData("hepatoCellular", "rfs", "RFS", "Recurrence", "")]
    [InlineData("lung", "breslow", "time", "death", "")]
    [InlineData("pbc", "weighted", "time", "death", "--weights w")]
    [InlineData("rotterdam", "efron", "rfst", "rfs", "")]
    public void CoxPredict_ReferenceData_EqualsSurvfit(string data, string model, string time, string status, string more)
    {
        var expected = Root(data).GetProperty("cox").GetProperty(model);
        var predict = expected.GetProperty("predict");
        var patients = predict.GetProperty("newdata").EnumerateArray().Select(r => string.Join(',', r.EnumerateObject().Select(v => v.Value.GetRawText())));
        WithFile(Names(expected) + "\n" + string.Join('\n', patients) + "\n", path => Same(
            predict,
            Run($"cox --data {Csv(data)} --time {time} --event {status} --covariates {Names(expected)} --ties {expected.GetProperty("ties").GetString()} --predict {path} --times {Times(predict)} {more}").GetProperty("predict"),
            1e-8,
            "newdata", "times", "surv", "se", "lower", "upper"));
    }

    /// <summary>
    /// R 4.2.2, survival 3.5-3: predict(coxph(Surv(time, death) ~ age + ph.ecog + strata(female)), newdata, type = , se.fit = TRUE) for rows 3,
    /// 10 and 20 of the data; 1e-8.
    /// </summary>
    [Fact]
    public void CoxPredictTypes_Strata_EqualPredictCoxph()
    {
        _ = Root("lung");
        using var expected = JsonDocument.Parse("""
            {"lp": [-0.0586435448089382, -0.0586435448089382, -0.1494825409059017], "lp_se": [0.0642333314519833, 0.0642333314519833, 0.1319968047980079],
             "risk": [0.943042861776036, 0.943042861776036, 0.861153472847969], "risk_se": [0.0623772412355631, 0.0623772412355631, 0.1224908637737596],
             "expected": [0.459943242419607, 0.306250855053560, 1.787358479760359], "expected_se": [0.0733011205458969, 0.0551652749496876, 0.3311389618105141],
             "survival": [0.631319476656022, 0.736201916319062, 0.167401781340734], "survival_se": [0.0462764250613356, 0.0406127811322280, 0.0554332520784012]}
            """);
        WithFile("age,ph.ecog,female,time\n57,1,0,210\n57,1,0,170\n50,1,0,624\n", path => Same(
            expected.RootElement,
            Run($"cox --data {Csv("lung")} --time time --event death --covariates age,ph.ecog --strata female --predict {path} --times 100").GetProperty("predict_types"),
            1e-8,
            [.. expected.RootElement.EnumerateObject().Select(p => p.Name)]));
    }

    [Theory]
    [InlineData("pbc", "bili")]
    [InlineData("rotterdam", "age")]
    public void Rcs_ReferenceData_EqualsHmisc(string data, string column)
    {
        var expected = Root(data).GetProperty("rcs").EnumerateArray().ToArray();
        var (time, status) = data == "pbc" ? ("time", "death") : ("rfst", "rfs");
        var actual = Run($"rcs --data {Csv(data)} --time {time} --event {status} --marker {column}").GetProperty("rcs").EnumerateArray().ToArray();
        for (var k = 0; k < expected.Length; k++)
        {
            Same(expected[k], actual[k], 1e-10, "nk", "knots", "basis_first5", "colsum", "norm");
        }
    }

    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence")]
    [InlineData("lung", "time", "death")]
    [InlineData("pbc", "time", "death")]
    [InlineData("veteran", "time", "status")]
    public void Aft_ReferenceData_EqualsSurvreg(string data, string time, string status)
    {
        foreach (var distribution in (string[])["weibull", "exponential", "rayleigh", "lognormal", "loglogistic"])
        {
            var expected = Root(data).GetProperty("aft").GetProperty(distribution);
            var names = string.Join(',', expected.GetProperty("coef").EnumerateObject().Skip(1).Select(c => c.Name));
            var actual = Run($"aft --data {Csv(data)} --time {time} --event {status} --covariates {names} --dist {distribution}");
            Same(expected, actual, 1e-5, "coef", "scale", "loglik", "var", "quantile_first3", "aic");
        }
    }

    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence")]
    [InlineData("lung", "time", "death")]
    [InlineData("pbc", "time", "death")]
    [InlineData("rotterdam", "rfst", "rfs")]
    public void Ipcw_ReferenceData_EqualsR(string data, string time, string status)
    {
        var expected = Root(data).GetProperty("ipcw");
        var times = string.Join(',', expected.GetProperty("times").EnumerateArray().Select(t => t.GetRawText()));
        Same(expected, Run($"ipcw --data {Csv(data)} --time {time} --event {status} --times {times}"), 1e-10, "times", "G_survfit", "G_prodlim_reverse", "Gminus_survfit_at_first10", "Gminus_prodlim_at_first10");
    }

    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence")]
    [InlineData("lung", "time", "death")]
    [InlineData("pbc", "time", "death")]
    [InlineData("rotterdam", "rfst", "rfs")]
    [InlineData("veteran", "time", "status")]
    public void Maxstat_ReferenceData_EqualsMaxstat(string data, string time, string status)
    {
        foreach (var expected in Root(data).GetProperty("maxstat").EnumerateArray())
        {
            // R rounds the scores when its HL approximation is asked for too.
            var rounded = expected.GetProperty("p").TryGetProperty("HL", out _);
            var arguments = string.Create(
                CultureInfo.InvariantCulture,
                $"maxstat --data {Csv(data)} --time {time} --event {status} --marker {expected.GetProperty("var").GetString()} --minprop {expected.GetProperty("minprop").GetDouble()} --maxprop {expected.GetProperty("maxprop").GetDouble()}");
            var plain = Run(arguments);
            Same(expected, rounded ? Run(arguments + " --scores rounded") : plain, 1e-9, "var", "minprop", "maxprop", "statistic", "cutpoint", "cuts_n", "stats_first5", "cuts_first5");
            Assert.Equal(1, plain.GetProperty("p").GetProperty("Lau92").GetDouble() / expected.GetProperty("p").GetProperty("Lau92").GetDouble(), 1e-9);
        }
    }

    [Fact]
    public void ConcordanceAucAndScore_ReferenceData_EqualR()
    {
        // Scores and risks are those of the Cox model that the reference judges, written as columns.
        var reference = SurvivalReference.TryLoad("pbc");
        Assert.SkipWhen(reference is null, SharedData.MissingReason);
        var coefficients = reference!.At("cox", "efron", "coef");
        string[] names = [.. coefficients.EnumerateObject().Select(c => c.Name)];
        var x = reference.Matrix(names);
        var outcome = new SurvivalOutcome(reference.Column("time"), Array.ConvertAll(reference.Column("death"), v => (int)v));
        var model = CoxModel.Fit(x, names.Length, outcome, cancellationToken: TestContext.Current.CancellationToken);
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        try
        {
            var lines = new StringBuilder("time,death,lp,full\n");
            for (var i = 0; i < outcome.Count; i++)
            {
                var row = x.AsSpan(i * names.Length, names.Length);
                lines.Append(CultureInfo.InvariantCulture, $"{outcome.Times[i]:R},{outcome.Events[i]},{model.Predictor.LinearPredictor(row):R},{1 - model.Predictor.SurvivalAt(model.Predictor.LogRisk(row), 1825):R}\n");
            }

            File.WriteAllText(path, lines.ToString());
            var common = $"--data {path} --time time --event death";
            var concordance = Run($"concordance {common} --marker lp --tau 1825");
            var expected = reference.At("concordance");
            Same(expected, concordance, 1e-9, "n", "S", "S/G", "n/G2", "I");
            Same(expected.GetProperty("tau")[0], concordance.GetProperty("tau")[0], 1e-9, "tau", "timewt", "c", "se");
            Same(expected.GetProperty("uno_explicit")[0], concordance.GetProperty("uno_explicit")[0], 1e-9, "tau", "c");

            // se: R's two routes differ by 2e-5 between themselves.
            var times = string.Join(',', reference.At("tdauc", "timeROC", "times").EnumerateArray().Select(t => t.GetRawText()));
            Same(reference.At("tdauc", "timeROC"), Run($"auc {common} --marker lp --times {times} --convention timeroc"), 1e-8, "times", "AUC");
            Same(reference.At("tdauc", "timeROC"), Run($"auc {common} --marker lp --times {times} --convention timeroc"), 1e-4, "se");

            var score = Run($"score {common} --risk full=full --at 1825");
            var auc = reference.At("score", "auc").EnumerateArray().Single(e => e.GetProperty("model").GetString() == "full" && e.GetProperty("times").GetDouble() == 1825);
            Same(auc, score.GetProperty("auc")[0], 1e-8, "model", "times", "AUC", "se", "lower", "upper");
            foreach (var row in score.GetProperty("brier").EnumerateArray())
            {
                var brier = reference.At("score", "brier").EnumerateArray().Single(e => e.GetProperty("model").GetString() == row.GetProperty("model").GetString() && e.GetProperty("times").GetDouble() == 1825);
                Same(brier, row, 1e-8, row.GetProperty("model").GetString() == "full" ? ["times", "Brier", "se", "lower", "upper", "IPA"] : ["times", "Brier"]);
            }

            var contrast = reference.At("score", "brier_contrasts").EnumerateArray()
                .Single(e => e.GetProperty("model").GetString() == "full" && e.GetProperty("reference").GetString() == "Null model" && e.GetProperty("times").GetDouble() == 1825);
            Same(contrast, score.GetProperty("brier_contrasts")[0], 1e-7, "model", "reference", "delta.Brier", "se", "lower", "upper", "p");

            var dca = reference.At("dca");
            var thresholds = string.Join(',', dca.GetProperty("threshold").EnumerateArray().Select(t => t.GetRawText()));
            var curves = Run($"dca {common} --risk full=full --at {dca.GetProperty("time").GetRawText()} --thresholds {thresholds}");
            Same(dca, curves, 1e-8, "time", "threshold", "prevalence", "net_benefit_all");
            Same(dca, curves.GetProperty("models").GetProperty("full"), 1e-8, "net_benefit");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Run_NothingToJudge_SaysSoInTheWordsOfTheFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, "Months,Status,Arm,Age\n5,1,A,3\n6,0,A,3\n7,1,A,3\n8,0,A,3\n", TestContext.Current.CancellationToken);
        try
        {
            var common = $"--data {path} --time Months --event Status";
            Assert.Contains("all 4 patients are in group Arm=A;", Assert.Throws<ArgumentException>(() => Run($"logrank {common} --group Arm")).Message, StringComparison.Ordinal);
            Assert.Contains("all 4 patients are in group Arm=A;", Assert.Throws<ArgumentException>(() => Run($"gray {common} --group Arm")).Message, StringComparison.Ordinal);
            foreach (var row in Run($"cox-zph {common} --covariates Age").GetProperty("table").EnumerateArray())
            {
                Assert.Equal(("NA", 0, "NA"), (row[0].GetString(), row[1].GetInt32(), row[2].GetString()));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Run_WrongColumnOrMissingOption_IsOneLineAndExitCodeTwo()
    {
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, "Months,Status,Score\n5,1,2.5\n6,0,NA\n7,2,1\n8,0,1\n", TestContext.Current.CancellationToken);
        try
        {
            var typo = Assert.Throws<TableFormatException>(() => Run($"km --data {path} --time Month --event Status"));
            Assert.Contains("no column 'Month' (nearest: 'Months')", typo.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', typo.Message);
            Assert.Contains("'auc' needs --times", Assert.Throws<ArgumentException>(() => Run($"auc --data {path} --time Months --event Status --marker Score")).Message, StringComparison.Ordinal);
            Assert.Contains("line 2, column 'Score': '2.5' is no event code", Assert.Throws<TableFormatException>(() => Run($"km --data {path} --time Months --event Score")).Message, StringComparison.Ordinal);
            Assert.Equal(CommandErrors.WrongInput, await CommandErrors.Guard(() => Invoke($"km --data {path} --time Month --event Status", new StringWriter(), new StringWriter())));

            // Beyond follow-up nothing is known, which ends no command.
            using StringWriter late = new();
            Assert.Equal(0, await Invoke($"aj --data {path} --time Months --event Status --times 6,99", late, new StringWriter()));
            Assert.Contains("nobody was followed to 99 (the longest follow-up is 8): NA.", late.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Run_MissingValues_AreLeftOutAndSaid()
    {
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, "t,e,g\n5,1,b\n6,0,a\n7,1,\n8,1,a\n9,NA,b\n10,1,b\n", TestContext.Current.CancellationToken);
        try
        {
            using StringWriter output = new(), error = new();
            Assert.Equal(0, await Invoke($"logrank --data {path} --time t --event e --group g", output, error));
            Assert.Contains("2 rows with a missing value are left out; 4 remain.", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("g=a", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("all groups", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Times(JsonElement predict) => string.Join(',', predict.GetProperty("times").EnumerateArray().Select(t => t.GetRawText()));

    private static void WithFile(string text, Action<string> use)
    {
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text);
        try
        {
            use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Names(JsonElement expected) => string.Join(',', expected.GetProperty("coef").EnumerateObject().Select(c => c.Name));
}
