using System.Globalization;
using System.Text.Json;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

public class BoostCommandTests
{
    [Fact]
    public void Boost_PlantedEffect_PredictsInItsOrderForEveryStratum()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder);

        var actual = Run($"boost --data {path} --time t --event e --covariates x,z --cause 1 --strata site --folds 4 --learning-rate 0.1 --increasing x --predict {path} --times 5,20");

        Assert.True(actual.GetProperty("trees").GetInt32() > 5);
        var curve = Numbers(actual.GetProperty("cv_loglik"));
        Assert.Equal(curve.Max(), curve[actual.GetProperty("rounds").GetInt32()]);
        var splits = Numbers(actual.GetProperty("splits"));
        Assert.True(splits[0] > splits[1]);
        var predict = actual.GetProperty("predict");
        var (link, x) = (Numbers(predict.GetProperty("link")), File.ReadLines(path).Skip(1).Select(l => double.Parse(l.Split(',')[2], CultureInfo.InvariantCulture)).ToArray());
        Assert.Equal(x.Length, link.Length);
        Assert.True(link[Array.IndexOf(x, x.Max())] > link[Array.IndexOf(x, x.Min())] + 0.5);
        foreach (var (free, incidence) in predict.GetProperty("surv").EnumerateArray().Zip(predict.GetProperty("cuminc").EnumerateArray()))
        {
            Assert.True(free[0].GetDouble() >= free[1].GetDouble());
            Assert.InRange(incidence[1].GetDouble(), incidence[0].GetDouble(), 1 - free[1].GetDouble() + 1e-12);
        }
    }

    [Fact]
    public async Task Boost_UnknownCovariate_SaysWhichOption()
    {
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            Invoke($"boost --data {Write(folder)} --time t --event e --covariates x,z --increasing y", TextWriter.Null, TextWriter.Null));

        Assert.Contains("Increasing names 'y', which is no feature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Boost_FewEvents_IsBadInput()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("few.csv", "t,e,x\n" + string.Join('\n', Enumerable.Range(1, 60).Select(i => $"{i},{(i < 4 ? 1 : 0)},{i % 7}")) + "\n");
        var error = await Assert.ThrowsAnyAsync<BadInputException>(() => Invoke($"boost --data {path} --time t --event e --covariates x", TextWriter.Null, TextWriter.Null));

        Assert.Contains("use fewer folds", error.Message, StringComparison.Ordinal);
    }

    private static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>Risk rises with x; a second cause, two sites.</summary>
    private static string Write(TemporaryFolder folder)
    {
        var random = new Random(1);
        return folder.Write("data.csv", "t,e,x,z,site\n" + string.Join('\n', Enumerable.Range(0, 200).Select(i =>
        {
            var x = (random.NextDouble() * 2) - 1;
            var (first, second, censored) = (-Math.Log(1 - random.NextDouble()) * 20 * Math.Exp(-2 * x), -Math.Log(1 - random.NextDouble()) * 40, 50 * random.NextDouble());
            var time = Math.Min(first, Math.Min(second, censored));
            return string.Create(CultureInfo.InvariantCulture, $"{time:R},{(time == first ? 1 : time == second ? 2 : 0)},{x:R},{random.NextDouble():R},{(i % 2 == 0 ? "a" : "b")}");
        })) + "\n");
    }
}
