using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Cli.Commands;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>Commands that judge predicted risks, given as columns the risks of the Cox models that R judged.</summary>
public class PredictedRiskCommandTests
{
    /// <summary>1e-8 as the risks agree to 1e-9; the smooth curve 1e-6, as in the tests of the library.</summary>
    [Theory]
    [InlineData("hepatoCellular", "rfs", "RFS", "Recurrence")]
    [InlineData("lung", "efron", "time", "death")]
    [InlineData("pbc", "efron", "time", "death")]
    [InlineData("rotterdam", "efron", "rfst", "rfs")]
    public async Task Calibration_ReferenceData_EqualsR(string data, string model, string time, string status)
    {
        var expected = Root(data).GetProperty("calibration");
        var path = WriteRisks(data, time, status, [model], [expected.GetProperty("t0").GetDouble()]);
        try
        {
            var arguments = $"calibration --data {path} --time t --event e --risk full=m0k0 --at {expected.GetProperty("t0").GetRawText()} --groups {expected.GetProperty("groups").GetRawText()}";
            var actual = Run(arguments).GetProperty("models").GetProperty("full");
            Same(expected, actual, 1e-8, "t0", "groups", "quantile_type", "table", "cols", "gnd_df", "slope_cloglog", "slope_se", "mean_calibration_OE");
            Same(expected, actual, 1e-6, "ici", "e50", "e90", "emax");
            Assert.Subset(actual.EnumerateObject().Select(p => p.Name).ToHashSet(), expected.EnumerateObject().Select(p => p.Name).ToHashSet());
            Assert.Equal(JsonValueKind.Number, actual.GetProperty("intercept_cloglog").ValueKind);
            if (expected.GetProperty("gnd_chisq").ValueKind == JsonValueKind.Number)
            {
                Same(expected, actual, 1e-8, "gnd_chisq");
                return;
            }

            // A group without events has the standard error 0: R divides by it, here there is no test and a reason.
            Assert.Equal("Inf", expected.GetProperty("gnd_chisq").GetString());
            Assert.Equal("NA", actual.GetProperty("gnd_chisq").GetString());
            using StringWriter output = new(), error = new();
            Assert.Equal(0, await Invoke(arguments, output, error));
            Assert.Contains("full: GND test: the observed risk of group 3 (31 patients) is 0 without a standard error", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence", "m", "rfs")]
    [InlineData("lung", "time", "death", "m", "efron")]
    [InlineData("pbc", "time", "death", "full small", "efron age,albumin")]
    [InlineData("rotterdam", "rfst", "rfs", "full nodes", "efron lnodes")]
    public void Score_ReferenceDataAtTimes_EqualsRiskRegressionScore(string data, string time, string status, string names, string columns)
    {
        var expected = Root(data).GetProperty("score");
        var rows = expected.GetProperty("brier").EnumerateArray().ToArray();
        double[] times = [.. rows.Select(r => r.GetProperty("times").GetDouble()).Distinct()];
        var path = WriteRisks(data, time, status, columns.Split(' '), times);
        try
        {
            var risks = string.Join(',', names.Split(' ').Select((name, m) => $"{name}=" + string.Join(':', times.Select((_, k) => $"m{m}k{k}"))));
            var actual = Run($"score --data {path} --time t --event e --risk {risks} --times {string.Join(',', times.Select(t => t.ToString(CultureInfo.InvariantCulture)))}");
            var found = actual.GetProperty("brier").EnumerateArray().ToArray();
            Assert.Equal(rows.Length, found.Length);
            foreach (var row in rows)
            {
                var mine = found.Single(f => SameKey(row, f, "model", "times"));
                Same(row, mine, 1e-8, "Brier", "IBS");
                Same(row, mine, 1e-7, "IPA");
                Same(row, mine, 1e-8, "se", "lower", "upper");
            }

            foreach (var row in expected.GetProperty("brier_contrasts").EnumerateArray())
            {
                var mine = actual.GetProperty("brier_contrasts").EnumerateArray().Single(f => SameKey(row, f, "model", "reference", "times"));
                Same(row, mine, 1e-6, "delta.Brier", "se", "lower", "upper", "p");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task CalibrationAndScore_CompetingCausesOrWrongOptions_SaysWhy()
    {
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, "t,e,r\n1,1,0.1\n2,2,0.2\n3,2,0.7\n9,1,0.9\n", TestContext.Current.CancellationToken);
        try
        {
            // Without censoring the observed risk is the share of the cause: 1 of 2 patients, then 0 of 2.
            var arguments = $"calibration --data {path} --time t --event e --censored-code none --risk r=r --at 5 --groups 2";
            var table = Run(arguments).GetProperty("models").GetProperty("r").GetProperty("table");
            Assert.Equal([0.5, 0.0], table.EnumerateArray().Select(row => row[2].GetDouble()));
            Assert.StartsWith("Fine-Gray with restricted cubic spline", Run(arguments).GetProperty("models").GetProperty("r").GetProperty("ici_method").GetString(), StringComparison.Ordinal);
            var score = $"score --data {path} --time t --event e --censored-code none --risk r=r";
            Assert.Contains("needs either --at or --times", Assert.Throws<ArgumentException>(() => Run(score)).Message, StringComparison.Ordinal);
            Assert.Contains("needs either --at or --times", Assert.Throws<ArgumentException>(() => Run(score + " --at 2 --times 2")).Message, StringComparison.Ordinal);
            Assert.Contains("'r=r' has 1 columns for 2 horizons", Assert.Throws<ArgumentException>(() => Run(score + " --times 2,4")).Message, StringComparison.Ordinal);
            Assert.False(Run(score + " --at 2").GetProperty("brier")[1].TryGetProperty("IBS", out _));
            Assert.Equal(CommandErrors.WrongInput, await CommandErrors.Guard(() => Invoke(score, new StringWriter(), new StringWriter())));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool SameKey(JsonElement expected, JsonElement actual, params string[] keys) =>
        keys.All(k => k == "times" ? expected.GetProperty(k).GetDouble() == actual.GetProperty(k).GetDouble() : expected.GetProperty(k).GetString() == actual.GetProperty(k).GetString());

    /// <summary>Columns t, e and, for model i at horizon k, mIkK; a model is one of the reference's or its columns.</summary>
    private static string WriteRisks(string data, string time, string status, string[] models, double[] horizons)
    {
        var reference = SurvivalReference.TryLoad(data)!;
        var outcome = new SurvivalOutcome(reference.Column(time), Array.ConvertAll(reference.Column(status), v => (int)v));
        var columns = new List<(string Name, double[] Values)>();
        for (var m = 0; m < models.Length; m++)
        {
            string[] names = reference.At("cox").TryGetProperty(models[m], out var cox)
                ? [.. cox.GetProperty("coef").EnumerateObject().Select(c => c.Name)]
                : models[m].Split(',');
            var x = reference.Matrix(names);
            var predictor = CoxModel.Fit(x, names.Length, outcome, cancellationToken: TestContext.Current.CancellationToken).Predictor;
            columns.AddRange(horizons.Select((t, k) => (
                $"m{m}k{k}",
                Enumerable.Range(0, outcome.Count).Select(i => 1 - predictor.SurvivalAt(predictor.LogRisk(x.AsSpan(i * names.Length, names.Length)), t)).ToArray())));
        }

        var lines = new StringBuilder("t,e," + string.Join(',', columns.Select(c => c.Name)) + "\n");
        for (var i = 0; i < outcome.Count; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{outcome.Times[i]:R},{outcome.Events[i]},")
                .AppendJoin(',', columns.Select(c => c.Values[i].ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, lines.ToString());
        return path;
    }
}
