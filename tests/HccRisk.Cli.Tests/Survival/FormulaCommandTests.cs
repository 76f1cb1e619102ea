using HccRisk.Core.Errors;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>Against R 4.2 on pbc: survival 3.5, riskRegression 2022.11.</summary>
public sealed class FormulaCommandTests
{
    private static string Data
    {
        get
        {
            Root("pbc");
            return $"--data {Csv("pbc")} --time time";
        }
    }

    // coxph(Surv(time, death) ~ age + rcs(albumin, 4) + factor(stage) + edema * lbili + strata(sexm) + offset(protime / 10), pbc)
    [Fact]
    public void Cox_Formula_EqualsR()
    {
        var json = Run($"cox {Data} --event death --formula age+rcs(albumin,4)+factor(stage)+edema*lbili+strata(sexm)+offset(protime/10)");

        Near(1.3415290501616546, json.GetProperty("coef").GetProperty("factor(stage)2").GetDouble(), 1e-6);
        Near(-482.382282205339, json.GetProperty("loglik").GetDouble(), 1e-9);
        Near(11.3949921590741, json.GetProperty("terms")[1].GetProperty("lr")[0].GetDouble(), 1e-6);
        Assert.Equal("NA", json.GetProperty("terms")[3].GetProperty("lr").GetString());
        Near(4.451291913933368, json.GetProperty("zph").GetProperty("km").GetProperty("table")[2][0].GetDouble(), 1e-6);
    }

    // summary(survfit(Surv(time, factor(cause)) ~ sexm, pbc), times = c(1000, 3000)), conf.type "log"
    [Fact]
    public void Aj_Groups_EqualSurvfit()
    {
        var json = Run($"aj {Data} --event cause --group sexm --at 1000,3000");

        var men = json.GetProperty("groups")[1];
        Near(0.568724872076023, men.GetProperty("pstate")[1][2].GetDouble(), 1e-10);
        Near(0.0886429105659243, men.GetProperty("se")[1][2].GetDouble(), 1e-10);
        Near(0.419017128153529, men.GetProperty("lower")[1][2].GetDouble(), 1e-10);
        Near(0.771920664778594, men.GetProperty("upper")[1][2].GetDouble(), 1e-10);
        Near(0.0543542275551, json.GetProperty("differences")[3].GetProperty("p").GetDouble(), 1e-8);
    }

    // predict(CSC(Hist(time, cause) ~ age + lbili + edema, pbc), newdata = pbc[2:3, ], times = c(500, 2000), cause = 2)$absRisk
    [Fact]
    public void Csc_Predict_EqualsRiskRegression()
    {
        WithRows(rows => string.Join('\n', rows[0], rows[2], rows[3]), path =>
        {
            var json = Run($"csc {Data} --event cause --formula age+lbili+edema --cause 2 --predict {path} --times 500,2000,99999");

            var cif = json.GetProperty("predict").GetProperty("cif");
            Near(0.024465920190, cif[0][0].GetDouble(), 1e-6);
            Near(0.100745345838, cif[0][1].GetDouble(), 1e-6);
            Near(0.172253060394, cif[1][0].GetDouble(), 1e-6);
            Near(0.558130349905, cif[1][1].GetDouble(), 1e-6);
            Assert.Equal("NA", cif[2][0].GetString());
            Assert.Contains("nobody was followed to 99999", json.GetProperty("remarks").ToString(), StringComparison.Ordinal);
        });
    }

    // As WeightedFineGrayTests, through the command.
    [Fact]
    public void FineGray_StrataAndWeights_EqualsR()
    {
        var json = Run($"finegray {Data} --event cause --cause 2 --covariates age,lbili,edema --strata sexm --weights w");

        Near(0.90293317823525, json.GetProperty("coef").GetProperty("lbili").GetDouble(), 1e-7);
        Near(0.10283724658654, json.GetProperty("robust_se")[1].GetDouble(), 1e-7);
    }

    // concordance(Surv(time, death) ~ lbili, pbc, weights = w, reverse = TRUE); the same with + strata(stage)
    [Theory]
    [InlineData("--weights w", 0.789554811690, 0.021248429159)]
    [InlineData("--strata stage", 0.7467162329616, 0.0243343593896)]
    public void Concordance_Rows_EqualsR(string more, double value, double error)
    {
        var n = Run($"concordance {Data} --event death --marker lbili {more}").GetProperty("n");

        Near(value, n.GetProperty("c").GetDouble(), 1e-10);
        Near(error, n.GetProperty("se").GetDouble(), 1e-9);
    }

    [Fact]
    public void Run_UnknownTerm_NamesCharacterAndNearest()
    {
        var fault = Assert.Throws<ArgumentException>(() => Run($"cox {Data} --event death --formula age+rsc(albumin,4)"));
        Assert.Contains("--formula: character 5: no function 'rsc' (nearest: 'rcs'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("no column 'albumine' (nearest: 'albumin'", Assert.Throws<TableFormatException>(
            () => Run($"cox {Data} --event death --formula age+albumine")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_UnseenLevel_NamesLineAndLevel() => WithRows(
        rows => string.Join('\n', rows[0], rows[1].Replace(",4,1,1,156,", ",9,1,1,156,", StringComparison.Ordinal)),
        path => Assert.Contains(
            "line 2, column 'stage': '9' is none of the levels of the model: 1, 2, 3, 4",
            Assert.Throws<TableFormatException>(() => Run($"cox {Data} --event death --formula factor(stage) --predict {path} --times 100")).Message,
            StringComparison.Ordinal));

    // Rows that end where they begin are in no risk set; follow-up that ends at a time knows nothing later.
    [Fact]
    public async Task Km_InstantRowsAndCensorAt_AreLeftOutAndCut()
    {
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, "a,b,e\n0,4,1\n3,3,0\n0,6,1\n1,9,1\n9,12,0\n", TestContext.Current.CancellationToken);
        try
        {
            using StringWriter output = new(), error = new();
            Assert.Equal(0, await Invoke($"km --data {path} --time b --event e --start a --censor-at 8 --json", output, error));
            Assert.Contains("1 rows end where they begin", error.ToString(), StringComparison.Ordinal);
            Assert.Contains("1 rows enter at the end of follow-up or later", error.ToString(), StringComparison.Ordinal);
            using var json = System.Text.Json.JsonDocument.Parse(output.ToString());
            Assert.Equal([4d, 6, 8], json.RootElement.GetProperty("time").EnumerateArray().Select(t => t.GetDouble()));
            Assert.Equal([1d, 1, 0], json.RootElement.GetProperty("n_event").EnumerateArray().Select(t => t.GetDouble()));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WithRows(Func<string[], string> text, Action<string> use)
    {
        Root("pbc");
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        File.WriteAllText(path, text(File.ReadAllLines(Csv("pbc"))));
        try
        {
            use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Near(double expected, double actual, double tolerance) => Assert.True(
        Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), FormattableString.Invariant($"expected {expected:R}, got {actual:R}"));
}
