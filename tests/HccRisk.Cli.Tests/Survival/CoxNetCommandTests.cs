using System.Globalization;
using System.Text.Json;
using HccRisk.Oracles;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

public class CoxNetCommandTests
{
    [Theory]
    [InlineData("pbc", "time", "death", "alpha1", "")]
    [InlineData("pbc", "time", "death", "alpha0.5", "--alpha 0.5")]
    [InlineData("hepatoCellular", "RFS", "Recurrence", "alpha1", "")]
    [InlineData("hepatoCellular", "RFS", "Recurrence", "not_standardized", "--no-standardize")]
    public void CoxNet_ReferencePenalties_HasTheExactCoefficients(string data, string time, string status, string name, string more)
    {
        var path = SharedData.TryPath("reference", "coxnet", data + ".json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path!));
        var own = document.RootElement.GetProperty("cases").EnumerateArray().First(c => c.GetProperty("case").GetString() == name);
        var exact = own.GetProperty("exact");
        string Join(JsonElement values) => string.Join(',', values.EnumerateArray().Select(v => v.ToString()));

        var actual = Run($"coxnet --data {Csv(data)} --time {time} --event {status} --covariates {Join(own.GetProperty("names"))} --lambda {Join(exact.GetProperty("lambda"))} {more}");

        // The default tolerance ends a fit at 1e-9 of the likelihood.
        foreach (var (expected, row) in exact.GetProperty("coef").EnumerateArray().Zip(actual.GetProperty("coef").EnumerateArray()))
        {
            Assert.All(expected.EnumerateArray().Zip(row.EnumerateArray()), p => Assert.Equal(p.First.GetDouble(), p.Second.GetDouble(), 1e-3));
        }

        Same(own.GetProperty("glmnet_default_path"), actual, 1e-9, "nulldev");
    }

    [Fact]
    public async Task CoxNet_NewPatients_HaveTheSumOfCoefficients()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var random = new Random(1);
            var path = Path.Combine(folder.FullName, "data.csv");
            await File.WriteAllLinesAsync(path, ["t,e,xa,xb,known", .. Enumerable.Range(0, 80).Select(_ =>
            {
                var x = random.NextDouble();
                return string.Create(CultureInfo.InvariantCulture, $"{-Math.Log(random.NextDouble()) * Math.Exp(-3 * x):R},{(random.Next(3) > 0 ? 1 : 0)},{x:R},{random.NextDouble():R},0.5");
            })], TestContext.Current.CancellationToken);

            var actual = Run($"coxnet --data {path} --time t --event e --covariates xa,xb --penalty-factor xb=0,x=2 --offset known --predict {path} --folds 5");

            var coefficients = actual.GetProperty("coef_min").EnumerateArray().Select(v => v.GetDouble()).ToArray();
            Assert.True(coefficients[0] > 0 && coefficients[1] != 0);
            var cells = File.ReadAllLines(path)[4].Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal((coefficients[0] * cells[2]) + (coefficients[1] * cells[3]), actual.GetProperty("predict").GetProperty("link")[3].GetDouble(), 1e-12);
            Assert.Equal(1, actual.GetProperty("df")[0].GetInt32());

            var error = await Assert.ThrowsAsync<ArgumentException>(() =>
                Invoke($"coxnet --data {path} --time t --event e --covariates xa,xb --penalty-factor z=0", TextWriter.Null, TextWriter.Null));
            Assert.Contains("starts with 'z'", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
