using System.Globalization;
using HccRisk.Survival.Tuning;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

public sealed class AutoFitCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void AutoFit_EveryMethod_StandsBesideTheRidge()
    {
        var actual = Run($"autofit --data {Data(90)} --time t --event e --covariates xa,xb --trials 1 --folds 3 --times 0.1,0.4 --record {Path.Combine(_folder.FullName, "trials.jsonl")}");

        var methods = actual.GetProperty("methods").EnumerateArray().ToList();
        Assert.Equal("Cox ridge", actual.GetProperty("reference").GetString());
        Assert.Equal("Cox ridge", methods[0].GetProperty("method").GetString());
        Assert.True(methods.Count >= 4);
        Assert.Equal("Trials", actual.GetProperty("stopped").GetString());
        var best = methods.MaxBy(m => m.GetProperty("mean").GetDouble());
        Assert.Equal(best.GetProperty("method").GetString(), actual.GetProperty("winner").GetString());

        // The first feature alone makes the hazard: C is far from 0.5 for whatever was fitted. Trees of sixty rows may have no cut to make.
        Assert.All(methods, m => Assert.InRange(m.GetProperty("mean").GetDouble(), m.GetProperty("method").GetString() is "survival forest" or "boosted Cox" ? 0.5 : 0.6, 1));
        Assert.All(methods, m => Assert.Equal(4, m.GetProperty("trials").GetInt32()));

        // The heading and a line for each trial: all rows and three outer folds of each method.
        Assert.Equal(1 + (4 * methods.Count), File.ReadLines(Path.Combine(_folder.FullName, "trials.jsonl")).Count());
    }

    [Theory]
    [InlineData(20, "--covariates xa --times 0.1", "10 are needed")]
    [InlineData(60, "--covariates xa --site only", "'only=1'")]
    public async Task AutoFit_ImpossibleData_AreRefused(int rows, string more, string expected)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() =>
            Invoke($"autofit --data {Data(rows)} --time t --event {(rows == 20 ? "few" : "e")} {more}", TextWriter.Null, TextWriter.Null));

        Assert.True(error is TooFewEventsException or ArgumentException, error.ToString());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private string Data(int rows)
    {
        var random = new Random(1);
        var path = Path.Combine(_folder.FullName, "data.csv");
        File.WriteAllLines(path, ["t,e,few,xa,xb,only", .. Enumerable.Range(0, rows).Select(i =>
        {
            var x = random.NextDouble();
            return string.Create(CultureInfo.InvariantCulture, $"{-Math.Log(random.NextDouble()) * Math.Exp(-3 * x):R},{(random.Next(3) > 0 ? 1 : 0)},{(i < 9 ? 1 : 0)},{x:R},{random.NextDouble():R},1");
        })]);
        return path;
    }
}
