using System.Globalization;
using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Tests.Forest;

/// <summary>
/// <c>reference/forest</c>: single trees by an independent program (ranger chose the same splits), and what ranger's forests of thousands of trees give out of
/// bag over seeds.
/// </summary>
public sealed class ForestReferenceTests
{
    /// <summary>A tree of all patients that tries every cut of every column.</summary>
    private static readonly ForestOptions Whole = new() { Trees = 1, SampleFraction = 1, Candidates = 100, Cuts = null, MinimumLeafEvents = 0 };

    [Fact]
    public void Fit_OneSurvivalTree_IsTheReferenceToTheLastLeaf()
    {
        var (splits, leaves) = (0, 0);
        foreach (var tree in Load("one_tree.json").GetProperty("survival").EnumerateArray())
        {
            var settings = tree.GetProperty("settings");
            var (x, columns, outcome) = Data(tree, tree.GetProperty("status").GetString()!);
            var options = Whole with { MinimumLeaf = settings.GetProperty("min_leaf").GetInt32(), MaximumDepth = Depth(settings) };

            var forest = SurvivalForest.Fit(x, columns, outcome, 0, options, cancellationToken: TestContext.Current.CancellationToken);

            Compare(tree, forest, (node, leaf, time, k) =>
            {
                Near(node.GetProperty("surv")[k], forest.LeafSurvival(0, 1, time)[leaf]);
                Near(node.GetProperty("surv")[k], 1 - forest.LeafIncidence(0, 1, time)[leaf]);
                Near(node.GetProperty("chf")[k], forest.TreeOf(0).Hazard(leaf, 0, forest.Passed(time)));
            }, ref splits, ref leaves);
        }

        Assert.Equal((15, 19), (splits, leaves));
    }

    [Fact]
    public void Fit_OneTreeOfCompetingRisks_IsTheReferenceToTheLastLeaf()
    {
        var (splits, leaves) = (0, 0);
        foreach (var tree in Load("one_tree.json").GetProperty("competing_risks").EnumerateArray())
        {
            var settings = tree.GetProperty("settings");
            var (x, columns, outcome) = Data(tree, tree.GetProperty("cause").GetString()!);
            var weights = settings.GetProperty("cause_weights").EnumerateArray().Select((w, q) => (q + 1, w.GetDouble())).ToDictionary();
            var gray = settings.GetProperty("rule").GetString()!.StartsWith("logrankCR", StringComparison.Ordinal);
            var options = Whole with
            {
                MinimumLeaf = settings.GetProperty("min_leaf").GetInt32(),
                MaximumDepth = Depth(settings),
                CauseWeights = weights,
                Split = gray ? ForestSplit.LogRankIncidence : ForestSplit.LogRank,
            };

            var forest = SurvivalForest.Fit(x, columns, outcome, 1, options, cancellationToken: TestContext.Current.CancellationToken);

            Compare(tree, forest, (node, leaf, time, k) =>
            {
                foreach (var cause in new[] { 1, 2 })
                {
                    var text = cause.ToString(CultureInfo.InvariantCulture);
                    Near(node.GetProperty("cif" + text)[k], forest.LeafIncidence(0, cause, time)[leaf]);
                    Near(node.GetProperty("chf" + text)[k], forest.TreeOf(0).Hazard(leaf, cause - 1, forest.Passed(time)));
                }

                Near(node.GetProperty("surv")[k], 1 - forest.LeafIncidence(0, 1, time)[leaf] - forest.LeafIncidence(0, 2, time)[leaf]);
            }, ref splits, ref leaves);
        }

        Assert.Equal((19, 23), (splits, leaves));
    }

    // Mean and SD over seeds are ranger's; .01 is for its other way to sample. Its survival is exp(-H) of the mean hazard, not the mean of Kaplan-Meier curves.
    [Fact]
    public void OutOfBag_ForestOfRanger_IsInItsCorridor()
    {
        foreach (var corridor in Load("corridors.json").GetProperty("corridors").EnumerateArray())
        {
            var settings = corridor.GetProperty("settings");
            double Setting(string name, double standard) => settings.TryGetProperty(name, out var value) ? value.GetDouble() : standard;
            var (x, columns, outcome) = Data(corridor, corridor.GetProperty("status").GetString()!);
            var options = new ForestOptions
            {
                Trees = corridor.GetProperty("num_trees").GetInt32(),
                Candidates = settings.GetProperty("mtry_value").GetInt32(),
                Replace = !settings.TryGetProperty("replace.1", out _),
                SampleFraction = Setting("sample.fraction", 1),
                MinimumLeaf = (int)Setting("min.node.size", 3),
                MinimumLeafEvents = 0,
                Cuts = null,
                GridSize = 1000,
            };
            double[] horizons = [.. corridor.GetProperty("horizons").EnumerateArray().Select(h => h.GetDouble())];

            var forest = SurvivalForest.Fit(x, columns, outcome, 0, options, cancellationToken: TestContext.Current.CancellationToken);
            var judged = forest.OutOfBag(x, outcome, 0, ForestScore.Mortality, double.NaN);

            Assert.Equal(corridor.GetProperty("oob_harrell_of_sum_chf").GetDouble(), judged.Harrell.Value!.Value, (4 * corridor.GetProperty("oob_harrell_sd").GetDouble()) + .01);
            var hazards = judged.CumulativeHazard(horizons);
            for (var k = 0; k < horizons.Length; k++)
            {
                var width = (4 * corridor.GetProperty("oob_mean_survival_sd")[k].GetDouble()) + .01;
                Assert.Equal(corridor.GetProperty("oob_mean_survival")[k].GetDouble(), hazards.Average(h => Math.Exp(-h[k])), width);
            }
        }
    }

    private static JsonElement Load(string name)
    {
        var path = SharedData.TryPath("reference", "forest", name);
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path!));
        return document.RootElement.Clone();
    }

    private static int? Depth(JsonElement settings) => settings.GetProperty("max_depth") is { ValueKind: JsonValueKind.Number } depth ? depth.GetInt32() : null;

    private static (double[] X, int Columns, SurvivalOutcome Outcome) Data(JsonElement of, string codes)
    {
        var set = of.GetProperty("dataset").GetString()!;
        var file = SharedData.TryPath("reference", "survival", "data", set.Split(' ')[0] + ".csv");
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        var lines = File.ReadAllLines(file!);
        var header = lines[0].Split(',').Select(c => c.Trim('"')).ToList();
        var step = set.StartsWith("rotterdam", StringComparison.Ordinal) ? 15 : 1;
        var cells = lines.Skip(1).Where((_, i) => i % step == 0).Select(l => l.Split(',')).ToArray();
        double[] Column(string name) => [.. cells.Select(c => double.TryParse(c[header.IndexOf(name)], CultureInfo.InvariantCulture, out var v) ? v : double.NaN)];
        var covariates = of.GetProperty("covariates").EnumerateArray().Select(c => Column(c.GetString()!)).ToArray();
        var outcome = new SurvivalOutcome(Column(of.GetProperty("time").GetString()!), Array.ConvertAll(Column(codes), v => (int)v));
        return ([.. Enumerable.Range(0, cells.Length).SelectMany(i => covariates.Select(c => c[i]))], covariates.Length, outcome);
    }

    private static void Compare(JsonElement tree, SurvivalForest forest, Action<JsonElement, int, double, int> leaf, ref int splits, ref int leaves)
    {
        var byId = tree.GetProperty("nodes").EnumerateArray().ToDictionary(n => n.GetProperty("id").GetInt32());
        var (nodes, counts) = (forest.Trees[0], new int[2]);
        Visit(0, nodes.Feature.Length == 0 ? ~0 : 0);
        Assert.Equal(byId.Count, counts.Sum());
        Assert.Equal(byId.Count, nodes.Feature.Length + nodes.Leaves);
        (splits, leaves) = (splits + counts[0], leaves + counts[1]);

        void Visit(int id, int child)
        {
            var expected = byId[id];
            Assert.Equal(expected.GetProperty("leaf").GetBoolean(), child < 0);
            counts[child < 0 ? 1 : 0]++;
            Assert.Equal(expected.GetProperty("n").GetInt32(), child < 0 ? nodes.LeafCover[~child] : nodes.Cover[child]);
            if (child >= 0)
            {
                Assert.Equal(expected.GetProperty("var_1based").GetInt32() - 1, nodes.Feature[child]);
                Near(expected.GetProperty("cut"), nodes.Threshold[child]);
                Visit(expected.GetProperty("left").GetInt32(), nodes.Left[child]);
                Visit(expected.GetProperty("right").GetInt32(), nodes.Right[child]);
                return;
            }

            var k = 0;
            foreach (var time in expected.GetProperty("times").EnumerateArray())
            {
                leaf(expected, ~child, time.GetDouble(), k++);
            }
        }
    }

    private static void Near(JsonElement expected, double actual) => Assert.Equal(expected.GetDouble(), actual, 1e-9);
}
