using System.Text.Json;
using HccRisk.Oracles;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

public class ForestCommandTests
{
    // The settings of ranger's forests in reference/forest; .01 is for its other way to sample.
    [Fact]
    public void Forest_SettingsOfRanger_IsInItsCorridor()
    {
        var path = SharedData.TryPath("reference", "forest", "corridors.json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path!));
        var corridor = document.RootElement.GetProperty("corridors")[1];
        var covariates = string.Join(',', corridor.GetProperty("covariates").EnumerateArray().Select(c => c.GetString()));

        var actual = Run($"forest --data {Csv("veteran")} --time time --event status --covariates {covariates} --mtry 2 --node-events 0 --nsplit 0 --trees 1000 --importance 2");

        var expected = corridor.GetProperty("oob_harrell_of_sum_chf").GetDouble();
        Assert.Equal(1 - expected, actual.GetProperty("prediction_error").GetDouble(), (4 * corridor.GetProperty("oob_harrell_sd").GetDouble()) + .01);
        Assert.Equal(137, actual.GetProperty("predicted_oob").GetArrayLength());
        Assert.Equal(128, actual.GetProperty("ndead").GetInt32());

        // By far the strongest of the eight.
        var importance = actual.GetProperty("variable_importance").EnumerateArray().Select(v => v.GetDouble()).ToList();
        var depths = actual.GetProperty("minimal_depth").EnumerateArray().Select(v => v.GetDouble()).ToList();
        Assert.Equal("karno", actual.GetProperty("names")[importance.IndexOf(importance.Max())].GetString());
        Assert.Equal("karno", actual.GetProperty("names")[depths.IndexOf(depths.Min())].GetString());
    }

    [Fact]
    public async Task Forest_MissingValues_AreLearnedAndPredicted()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (path, other) = (Path.Combine(folder.FullName, "data.csv"), Path.Combine(folder.FullName, "new.csv"));
            var random = new Random(1);
            await File.WriteAllLinesAsync(path, ["t,e,x,kind,none", .. Enumerable.Range(0, 120).Select(i => FormattableString.Invariant(
                $"{random.Next(1, 60)},{random.Next(3)},{(i % 5 == 0 ? "NA" : random.NextDouble())},{(i % 7 == 0 ? "" : i % 2 == 0 ? "a" : "b")},"))], TestContext.Current.CancellationToken);
            await File.WriteAllLinesAsync(other, ["x,kind,none", "0.5,a,1", "NA,b,", "NA,NA,NA"], TestContext.Current.CancellationToken);

            var actual = Run($"forest --data {path} --time t --event e --cause 1 --covariates x,kind,none --trees 20 --at 30 --times 30 --predict {other}");

            Assert.Equal(120, actual.GetProperty("n").GetInt32());
            Assert.Equal(["x", "kindb", "none"], actual.GetProperty("names").EnumerateArray().Select(v => v.GetString()));
            var predicted = actual.GetProperty("predict");
            Assert.Equal([1, 2, 3], predicted.GetProperty("row").EnumerateArray().Select(v => v.GetInt32()));
            Assert.All(predicted.GetProperty("predicted").EnumerateArray().Zip(predicted.GetProperty("cif").EnumerateArray()), p =>
            {
                Assert.InRange(p.First.GetDouble(), 0, 1);
                Assert.Equal(p.First.GetDouble(), p.Second[0].GetDouble(), 1e-12);
            });

            var error = await Assert.ThrowsAnyAsync<Exception>(() =>
                Invoke($"forest --data {path} --time t --event e --cause 1 --covariates x --at 100", TextWriter.Null, TextWriter.Null));
            Assert.Contains("--at is 100, beyond the longest follow-up, 59", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
