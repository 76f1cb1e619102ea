using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Explanation;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Tests.Learning;
using HccRisk.Survival.Trees;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Explanation;

/// <summary>Shapley values of whole pipelines.</summary>
public sealed class ShapTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];
    private readonly MLContext _ml = new(seed: 1);

    // Differences of values below 1 over 2^5 subsets and 20 rows.
    private const double Tolerance = 1e-12;

    [Fact]
    public void Shap_SurvivalAndIncidenceOfFewInputs_AreTheDefinition()
    {
        var data = Data(150, 5);
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [10, 20] }).Fit(data);
        SurvivalOutput[] outputs = [SurvivalOutput.Survival, SurvivalOutput.CumulativeIncidence];
        var background = Data(20, 5, seed: 9);

        var shap = _ml.Survival.Explain.Shap(model, Data(3, 5, seed: 8), new ShapOptions { Outputs = outputs, Background = background });

        Assert.Equal(["Survival 10", "Survival 20", "CumulativeIncidence 10", "CumulativeIncidence 20"], shap.Outputs.Select(o => o.ToString()));
        var (others, _, _) = DataViewReader.ReadMatrix(background, "Features");
        for (var row = 0; row < 3; row++)
        {
            double[] own = [.. Enumerable.Range(0, 5).Select(j => shap.Input(row, j))];
            for (var k = 0; k < 4; k++)
            {
                var worth = Worth(model.Function, own, others, shap.Outputs[k]);
                Assert.Equal(worth[0], shap.Base(row, k), Tolerance);
                Assert.Equal(worth[^1], shap.Prediction(row, k), Tolerance);
                for (var j = 0; j < 5; j++)
                {
                    Assert.Equal(Shapley(worth, 5, j), shap.Value(row, k, j), Tolerance);
                    Assert.Equal(0, shap.StandardError(row, k, j));
                }
            }
        }
    }

    [Fact]
    public void Shap_ScoreOfALinearModel_IsCoefficientTimesDistanceFromTheMean()
    {
        var data = Data(150, 5);
        var model = _ml.Survival.Trainers.Cox().Fit(data);

        var shap = _ml.Survival.Explain.Shap(model, data, new ShapOptions { Outputs = [SurvivalOutput.Score] });

        var (x, rows, _) = DataViewReader.ReadMatrix(data, "Features");
        for (var j = 0; j < 5; j++)
        {
            var mean = Enumerable.Range(0, rows).Average(i => x[(i * 5) + j]);
            Assert.Equal(model.Function.Coefficients[j] * (x[j] - mean), shap.Value(0, 0, j), Tolerance);
        }

        RequireAddsUp(shap, 1e-10);
    }

    // 7 of 10 inputs matter, so 2^7 subsets are the truth; the draws are judged by their own standard errors.
    [Fact]
    public void Shap_DrawnOrders_AgreeWithAllSubsetsAndAddUp()
    {
        var data = Data(200, 10);
        var model = _ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions { Horizons = [15], Lambda = 0.02 }).Fit(data);
        Assert.InRange(model.Function.Selected.Count, 3, 9);
        var rows = Data(20, 10, seed: 8);
        var options = new ShapOptions { Outputs = [SurvivalOutput.CumulativeIncidence], Background = data, BackgroundRows = 50, MaxExactInputs = 9 };

        var exact = _ml.Survival.Explain.Shap(model, rows, options);
        var drawn = _ml.Survival.Explain.Shap(model, rows, options with { MaxExactInputs = 0, Orders = 4 });

        RequireAddsUp(exact, 1e-10);
        RequireAddsUp(drawn, 1e-10);
        Assert.Contains("exact over all subsets", exact.Methods[0], StringComparison.Ordinal);
        Assert.Contains("400 drawn orders", drawn.Methods[0], StringComparison.Ordinal);
        var compared = 0;
        for (var row = 0; row < 20; row++)
        {
            for (var j = 0; j < 10; j++)
            {
                var (value, error) = (drawn.Value(row, 0, j), drawn.StandardError(row, 0, j));
                Assert.InRange(value - exact.Value(row, 0, j), -(5 * error) - 1e-12, (5 * error) + 1e-12);
                compared += error > 0 ? 1 : 0;
            }
        }

        Assert.InRange(compared, 60, 180);
    }

    // The forest's own mean of leaves and the sum over leaves of the explanation are two ways to one number.
    [Theory]
    [InlineData(ForestScore.Incidence)]
    [InlineData(ForestScore.Mortality)]
    public void Shap_Forest_IsExactAndAddsUp(ForestScore score)
    {
        var data = Data(200, 5);
        var model = _ml.Survival.Trainers.Forest(new ForestTrainerOptions { Horizons = [10, 20, 1000], Score = score, Forest = new ForestOptions { Trees = 100 } }).Fit(data);
        var rows = TrainingData.Make(30, 5, 8);
        rows[3].Features[0] = float.NaN;
        var options = new ShapOptions { Outputs = [SurvivalOutput.CumulativeIncidence, SurvivalOutput.Score, SurvivalOutput.Survival], Times = [20, 10] };

        var shap = _ml.Survival.Explain.Shap(model, TrainingData.View(_ml, rows, Names), options);
        var beyond = _ml.Survival.Explain.Shap(model, data, new ShapOptions { Times = [1000], Outputs = [SurvivalOutput.Survival] });

        Assert.All(shap.Methods, m => Assert.Contains("exact TreeSHAP, path-dependent", m, StringComparison.Ordinal));
        RequireAddsUp(shap, 1e-10);
        Assert.False(double.IsNaN(shap.Value(3, 0, 0)));
        Assert.True(double.IsNaN(beyond.Value(0, 0, 0)));

        // The hazard follows the first input.
        Assert.Equal("a", shap.Importance(0)[0].Feature);
    }

    [Fact]
    public void Shap_BoostedScore_IsExactAndItsIncidenceGoesOverSubsets()
    {
        var random = new Random(4);
        var trees = Enumerable.Range(0, 6).Select(_ => GrownTree.Random(random, 3, 5, special: true)).ToArray();
        var others = Enumerable.Range(0, 2).Select(_ => GrownTree.Random(random, 5, 5, special: true)).ToArray();
        BoostedTrees Boosted(TreeNodes[] nodes) => new() { Start = 0.2, Trees = nodes, Leaves = [.. nodes.Select(t => Enumerable.Range(0, t.Leaves).Select(_ => random.NextDouble() - 0.5).ToArray())] };
        var function = new BoostedCoxFunction
        {
            InputSlots = Names,
            Trees = Boosted(trees),
            CompetingTrees = Boosted(others),
            Baselines = [new HazardBaseline { Stratum = null, LastTime = 30, Times = [5, 10], Hazard = [0.2, 0.5], Competing = [0.1, 0.3] }],
            Horizons = [15],
            Cause = 1,
            Patients = 10,
            Events = 5,
        };
        double[] x = [.. Enumerable.Range(0, 50).Select(_ => Math.Round((4 * random.NextDouble()) - 2, 1))];

        var shap = Survival.Explanation.Shap.Explain(function, x, null, (x, null), new ShapOptions());

        Assert.Contains("exact TreeSHAP", shap.Methods[0], StringComparison.Ordinal);
        Assert.Contains("all subsets of 5 inputs", shap.Methods[1], StringComparison.Ordinal);
        RequireAddsUp(shap, 1e-10);
        Assert.Equal(0, shap.Value(0, 0, 4));
        Assert.Contains(Enumerable.Range(0, 10), row => shap.Value(row, 1, 4) != 0 || shap.Value(row, 1, 3) != 0);
    }

    [Fact]
    public void Shap_OneSeed_GivesTheSameBits()
    {
        var data = Data(60, 12);
        var model = _ml.Survival.Trainers.CoxRidge().Fit(data);
        var options = new ShapOptions { Outputs = [SurvivalOutput.Survival], Times = [20], BackgroundRows = 30 };

        var first = _ml.Survival.Explain.Shap(model, data, options);
        var again = _ml.Survival.Explain.Shap(model, data, options);
        var other = _ml.Survival.Explain.Shap(model, data, options with { Seed = 2 });

        Assert.Equal(first.ToCsv(), again.ToCsv());
        Assert.NotEqual(first.ToCsv(), other.ToCsv());
    }

    [Fact]
    public void Shap_Strata_StartFromTheMeanOfTheRowsOwn()
    {
        var data = Data(150, 3);
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { StrataColumn = "Site", Horizons = [15] }).Fit(data);

        var shap = _ml.Survival.Explain.Shap(model, data, new ShapOptions { Outputs = [SurvivalOutput.Survival] });

        Assert.Equal(2, Enumerable.Range(0, 150).Select(i => shap.Base(i, 0)).Distinct().Count());
        RequireAddsUp(shap, 1e-10);
    }

    [Fact]
    public void Shap_MissingInput_HasNoValues()
    {
        var data = Data(100, 3);
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [15] }).Fit(data);
        var rows = TrainingData.Make(5, 3, 4);
        rows[1].Features[2] = float.NaN;

        var shap = _ml.Survival.Explain.Shap(model, TrainingData.View(_ml, rows, Names[..3]), new ShapOptions { Background = data });

        Assert.Equal([false, true, false, false, false], Enumerable.Range(0, 5).Select(i => double.IsNaN(shap.Value(i, 0, 0)) && double.IsNaN(shap.Value(i, 1, 0))));
        Assert.DoesNotContain("NaN", shap.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Shap_ModelWithoutSurvivalFunction_SaysWhatExplainsIt()
    {
        var data = Data(60, 2);
        var model = _ml.Transforms.NormalizeMeanVariance("Features").Fit(data);

        var error = Assert.Throws<ArgumentException>(() => _ml.Survival.Explain.Shap(model, data));

        Assert.Contains("Importance and PartialDependence explain any model", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "(nearest: 'Score')",
            Assert.Throws<ArgumentException>(() => _ml.Survival.Explain.Shap(_ml.Survival.Trainers.Cox().Fit(data), data, new ShapOptions { ScoreColumn = "Scor" })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FaultyOptions_SaysAll()
    {
        var error = Assert.Throws<ArgumentException>(new ShapOptions { Outputs = [], Times = [-1], BackgroundRows = 0, MaxExactInputs = 17, Orders = 0 }.Validate);

        Assert.All(["Outputs", "Times", "BackgroundRows", "MaxExactInputs", "Orders"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    private static void RequireAddsUp(ShapResult shap, double tolerance)
    {
        for (var row = 0; row < shap.Rows; row++)
        {
            for (var k = 0; k < shap.Outputs.Count; k++)
            {
                Assert.Equal(shap.Prediction(row, k), shap.Base(row, k) + Enumerable.Range(0, shap.Features.Count).Sum(j => shap.Value(row, k, j)), tolerance);
            }
        }
    }

    private IDataView Data(int count, int columns, int seed = 3) =>
        TrainingData.View(_ml, TrainingData.Make(count, columns, seed), [.. Enumerable.Range(0, columns).Select(j => columns == 5 ? Names[j] : j.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Mean of the function over the background for each subset of known inputs.</summary>
    private static double[] Worth(CoxFunction function, double[] own, double[] others, ExplainedOutput output)
    {
        var (p, count) = (own.Length, others.Length / own.Length);
        return [.. Enumerable.Range(0, 1 << p).Select(known => Enumerable.Range(0, count).Average(b =>
        {
            double[] x = [.. Enumerable.Range(0, p).Select(j => (known >> j & 1) == 1 ? own[j] : others[(b * p) + j])];
            var value = new double[1];
            if (output.Kind == SurvivalOutput.Survival)
            {
                function.Survival(x, [], [output.Time!.Value], value);
            }
            else
            {
                function.CumulativeIncidence(x, [], [output.Time!.Value], value);
            }

            return value[0];
        }))];
    }

    private static double Shapley(double[] worth, int p, int j)
    {
        double[] factorial = [1, 1, 2, 6, 24, 120];
        return Enumerable.Range(0, 1 << p).Where(known => (known >> j & 1) == 0).Sum(known =>
            factorial[int.PopCount(known)] * factorial[p - 1 - int.PopCount(known)] / factorial[p] * (worth[known | (1 << j)] - worth[known]));
    }
}
