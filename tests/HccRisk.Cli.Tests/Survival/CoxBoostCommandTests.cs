using System.Globalization;
using System.Text.Json;
using HccRisk.Oracles;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

public class CoxBoostCommandTests
{
    [Theory]
    [InlineData("pbc", "time", "death", "cases", "plain", "")]
    [InlineData("pbc", "time", "death", "cases", "small_penalty_mandatory", "--unpen age,sexm,lbili")]
    [InlineData("pbc", "time", "death", "cases", "weights", "--unpen age,sexm --weights w")]
    [InlineData("pbc", "time", "death", "cases", "stepsize_.9", "--stepsize-factor 0.9")]
    [InlineData("pbc", "time", "cause", "cr", "fine_gray_mandatory", "--unpen age,sexm --cmprsk sh --cause 2")]
    [InlineData("pbc", "time", "cause", "cr", "ccsh", "--unpen age,sexm --cmprsk ccsh --cause 2")]
    [InlineData("hepatoCellular", "RFS", "Recurrence", "cases", "tiny_penalty", "--unpen Tumorsize,Vascularinvasion")]
    public void CoxBoost_ReferenceCases_HasTheCoefficients(string data, string time, string status, string list, string name, string more)
    {
        var (root, own) = Case(data, list, name);
        var covariates = string.Join(',', root.GetProperty("columns").EnumerateArray().Select(v => v.ToString()));

        var actual = Run($"coxboost --data {Csv(data)} --time {time} --event {status} --covariates {covariates} --stepno {own.GetProperty("steps")} --penalty {own.GetProperty("penalty")} {more}");

        var expected = own.GetProperty("models")[0];
        var model = actual.TryGetProperty("model", out var models) ? models.GetProperty("2") : actual;
        Assert.Equal(expected.GetProperty("selected_1based_in_x").EnumerateArray().Select(v => v.GetInt32()), model.GetProperty("selected").EnumerateArray().Select(v => v.GetInt32()));
        foreach (var (step, row) in expected.GetProperty("steps").EnumerateArray().Zip(expected.GetProperty("coef_by_step").EnumerateArray()))
        {
            var coefficients = model.GetProperty("coefficients")[step.GetInt32()];
            Assert.All(row.EnumerateArray().Zip(coefficients.EnumerateArray()), p => Assert.Equal(p.First.GetDouble(), p.Second.GetDouble(), 1e-8 * Math.Max(1e-3, Math.Abs(p.First.GetDouble()))));
        }

        Assert.Equal(expected.GetProperty("logplik_final").GetDouble(), model.GetProperty("logplik").EnumerateArray().Last().GetDouble(), 1e-8);
        Assert.Equal(own.GetProperty("steps").GetInt32(), model.GetProperty("stepno").GetInt32());
    }

    [Fact]
    public void CoxBoost_NewPatients_HaveTheRisksOfR()
    {
        var (root, own) = Case("hepatoCellular", "cases", "plain");
        var covariates = string.Join(',', root.GetProperty("columns").EnumerateArray().Select(v => v.ToString()));
        var times = string.Join(',', own.GetProperty("risk_times").EnumerateArray().Select(v => v.ToString()));

        var actual = Run($"coxboost --data {Csv("hepatoCellular")} --time RFS --event Recurrence --covariates {covariates} --stepno 60 --penalty 1287 --predict {Csv("hepatoCellular")} --times {times}");

        var risks = actual.GetProperty("predict").GetProperty("all").GetProperty("risk");
        foreach (var (expected, row) in own.GetProperty("risk_or_cif_first5").EnumerateArray().Zip(risks.EnumerateArray()))
        {
            Assert.All(expected.EnumerateArray().Zip(row.EnumerateArray()), p => Assert.Equal(p.First.GetDouble(), p.Second.GetDouble(), 1e-9));
        }
    }

    [Fact]
    public async Task CoxBoost_Noise_SaysThatThereAreNoFeatures()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var random = new Random(3);
            var path = Path.Combine(folder.FullName, "data.csv");
            await File.WriteAllLinesAsync(path, ["t,e,xa,xb", .. Enumerable.Range(0, 60).Select(_ =>
                string.Create(CultureInfo.InvariantCulture, $"{random.NextDouble():R},{random.Next(2)},{random.NextDouble():R},{random.NextDouble():R}"))], TestContext.Current.CancellationToken);
            var text = new StringWriter();

            Assert.Equal(0, await Invoke($"coxboost --data {path} --time t --event e --covariates xa,xb --stepno 0", text, TextWriter.Null));

            Assert.Contains("The model has no features: after 0 steps", text.ToString(), StringComparison.Ordinal);
            var error = await Assert.ThrowsAsync<ArgumentException>(() =>
                Invoke($"coxboost --data {path} --time t --event e --covariates xa,xb --unpen z", TextWriter.Null, TextWriter.Null));
            Assert.Contains("is or starts with 'z'", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (JsonElement Root, JsonElement Case) Case(string data, string list, string name)
    {
        var path = SharedData.TryPath("reference", "coxboost", data + ".json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path!));
        var root = document.RootElement.Clone();
        return (root, root.GetProperty(list).EnumerateArray().First(c => c.GetProperty("case").GetString() == name));
    }
}
