using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.CoxNet;

public sealed class CoxNetTrainerTests
{
    private static readonly string[] Names = ["Clinical.a", "Clinical.b", "Radiomics.a", "Radiomics.b", "Radiomics.c"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_NoPenalty_IsTheCoxModel()
    {
        var data = View(300, seed: 3);
        var expected = _ml.Survival.Trainers.Cox().Fit(data).Function;

        var options = new CoxNetTrainerOptions { Lambda = 0, Net = new CoxNetOptions { Ties = TieHandling.Efron, Tolerance = 1e-18 } };
        var actual = _ml.Survival.Trainers.CoxNet(options).Fit(data).Function;

        for (var j = 0; j < Names.Length; j++)
        {
            Assert.Equal(expected.Coefficients[j], actual.Coefficients[j], 1e-8);
        }

        foreach (var time in new[] { 3.0, 12, 24 })
        {
            Assert.Equal(expected.IncidenceAt(.4, time), actual.IncidenceAt(.4, time), 1e-9);
        }
    }

    /// <summary>Both minimise the same function: the ridge of a Cox model is alpha 0 with lambda * n.</summary>
    [Fact]
    public void Fit_AlphaZeroPerEvent_IsTheRidgePerEvent()
    {
        var data = View(200, seed: 4);
        var penalties = new ColumnPenalties
        {
            Groups = [new PenaltyGroup { Slots = ["Radiomics."], Factor = 4 }, new PenaltyGroup { Slots = ["Clinical.b"], Factor = 0 }],
            PriorMeans = new Dictionary<string, double> { ["Radiomics.b"] = .3 },
            FixedCoefficients = new Dictionary<string, double> { ["Clinical.a"] = .5 },
        };
        var ridge = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { RidgePerEvent = .7, Penalties = penalties }).Fit(data).Function;
        var net = _ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions
        {
            LambdaPerEvent = .7,
            Penalties = penalties,
            Net = new CoxNetOptions { Alpha = 0, Ties = TieHandling.Efron, Tolerance = 1e-18 },
        }).Fit(data).Function;

        Assert.Equal(.5, net.Coefficients[0]);
        Assert.Equal(.5, ridge.Coefficients[0]);
        Assert.Equal(.7 * ridge.Events, ridge.Ridge, 1e-12);
        for (var j = 0; j < Names.Length; j++)
        {
            Assert.Equal(ridge.Coefficients[j], net.Coefficients[j], 1e-7);
        }

        Assert.Equal(ridge.Predictor.CumulativeHazardAt(20), net.Predictor.CumulativeHazardAt(20), 1e-8);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_HeavyPenalty_LeavesThePriorMean(bool ridge)
    {
        var penalties = new ColumnPenalties { PriorMeans = new Dictionary<string, double> { ["Radiomics.b"] = .3, ["Clinical.a"] = -1 } };
        var data = View(120, seed: 5);

        LinearHazardFunction function = ridge
            ? _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Ridge = 1e9, Penalties = penalties }).Fit(data).Function
            : _ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions { Lambda = 1e3, Penalties = penalties }).Fit(data).Function;

        double[] expected = [-1, 0, 0, .3, 0];
        Assert.All(expected.Zip(function.Coefficients), p => Assert.Equal(p.First, p.Second, 1e-6));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_PenaltyOfAModality_IsChosenByCrossValidation(bool ridge)
    {
        // The hazard follows the first clinical column alone, so that heavy penalties on the images must win.
        var group = new PenaltyGroup { Slots = ["Radiomics."], Choices = [.01, 100] };
        var penalties = new ColumnPenalties { Groups = [group] };
        var data = View(400, seed: 6);

        var factors = ridge
            ? _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Penalties = penalties, RidgeSearch = new CoxRidgeOptions { Seed = 1 } }).Fit(data).Function.PenaltyFactors
            : _ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions { Penalties = penalties, Net = new CoxNetOptions { Alpha = .5, Seed = 1 } }).Fit(data).Function.PenaltyFactors;

        Assert.Equal([1, 1, 100, 100, 100], factors);
    }

    [Fact]
    public void Fit_MoreColumnsThanRows_RidgeFactorsEqualTheElasticNetAtAlphaZero()
    {
        var (n, p) = (30, 50);
        var (outcome, x) = Simulated.Cox(n, p, seed: 9);
        double[] factors = [0, 2, .5, double.PositiveInfinity, .. Enumerable.Repeat(1.0, p - 4)];

        var model = CoxModel.Fit(x, p, outcome, new CoxOptions { Ridge = 20, PenaltyFactors = factors, Ties = TieHandling.Breslow }, cancellationToken: TestContext.Current.CancellationToken);

        var lambda = 20.0 / n * CoxNetPath.MeanFactor(x, p, factors);
        var path = CoxNetPath.Fit(
            x, p, outcome, options: new CoxNetOptions { Alpha = 0, Lambdas = [lambda], PenaltyFactors = factors, Tolerance = 1e-20 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0, model.Coefficients[3]);
        for (var j = 0; j < p; j++)
        {
            Assert.Equal(model.Coefficients[j], path.Coefficients[0][j], 1e-7);
        }
    }

    [Fact]
    public void CrossValidate_RidgeWithFactors_ChoosesAsTheWholeLikelihoodSays()
    {
        // One column without a penalty, given by its own definition: leave each fold out with the direct fit of a Cox model.
        var (n, p) = (60, 80);
        var (outcome, x) = Simulated.Cox(n, p, seed: 10);
        double[] factors = [0, .. Enumerable.Repeat(1.0, p - 1)];
        var strata = Enumerable.Range(0, n).Select(i => i % 2).ToArray();
        var offset = Enumerable.Range(0, n).Select(i => .1 * (i % 5)).ToArray();
        outcome = outcome.WithWeights([.. Enumerable.Range(0, n).Select(i => 1.0 + (i % 3))]);
        var rows = new CoxRows { Strata = strata, Offset = offset };
        var options = new CoxRidgeOptions { Lambdas = [40], PenaltyFactors = factors, Seed = 2, Standardize = false };

        var actual = CoxRidge.CrossValidate(x, p, outcome, options, rows: rows, cancellationToken: TestContext.Current.CancellationToken);

        double expected = 0;
        foreach (var fold in Folds.Stratified(outcome, 5, 1, 2))
        {
            int[] training = [.. fold.Training];
            double[] part = [.. training.SelectMany(i => x.AsSpan(i * p, p).ToArray())];
            CoxRows Own(int[] of) => new() { Strata = [.. of.Select(i => strata[i])], Offset = [.. of.Select(i => offset[i])] };
            var given = new CoxOptions { Ridge = 40, PenaltyFactors = factors, Standardize = false };
            var model = CoxModel.Fit(part, p, outcome.Select(training), Own(training), given, cancellationToken: TestContext.Current.CancellationToken);
            var all = new CoxRiskSets(outcome, TieHandling.Efron, strata, offset);
            double[] eta = [.. all.Order.Select(i => model.Coefficients.Select((b, j) => b * x[(i * p) + j]).Sum())];
            expected += all.Evaluate(eta) - model.LogLikelihood;
        }

        // The path ends a fit at 1e-8 of likelihood, which leaves coefficients with an error of its root.
        Assert.Equal(expected, actual.CrossValidatedLogLikelihood[0], 1e-3);
    }

    [Fact]
    public void Load_SavedModel_GivesTheSameBitsWithoutAMapping()
    {
        var rows = TrainingData.Make(200, 5, seed: 7);
        var data = TrainingData.View(_ml, rows, Names);
        var model = _ml.Survival.Trainers.CoxNet(alpha: .8).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        Assert.Equal(Bits(model.Transform(data)), Bits(loaded.Transform(data)));
        Assert.NotNull(LearnedModel.LinearPredictor(loaded));
        var function = LearnedModel.Find<CoxNetFunction>(loaded);
        Assert.Equal(model.Function.Coefficients, function.Coefficients);
        Assert.Contains("Clinical.a", function.Selected);
        var expected = new float[7];
        foreach (var (row, score) in rows.Zip(loaded.Transform(data).GetColumn<float>("Score")))
        {
            function.Evaluate(row.Features, [], expected);
            Assert.Equal(expected[0], score, 2e-6);
        }
    }

    [Fact]
    public void Fit_NothingToFind_SaysThatThereAreNoFeatures()
    {
        var messages = new List<string>();
        _ml.Log += (_, e) => messages.Add(e.Message);

        var model = _ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions { Lambda = 10 }).Fit(View(100, seed: 8)).Function;

        Assert.Empty(model.Selected);
        Assert.Contains(model.Warnings, w => w.StartsWith("The model has no features", StringComparison.Ordinal));
        Assert.Equal("lasso Cox model of 0 of 5 features", model.Method);
        Assert.Contains(messages, m => m.Contains("lasso Cox model of 0 of 5", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_Strata_HasABaselineForEach()
    {
        var data = View(300, seed: 11);
        var options = new CoxNetTrainerOptions { StrataColumn = "Site", Lambda = 0, Net = new CoxNetOptions { Ties = TieHandling.Efron, Tolerance = 1e-18 } };

        var actual = _ml.Survival.Trainers.CoxNet(options).Fit(data).Function;

        var expected = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { StrataColumn = "Site" }).Fit(data).Function;
        foreach (var stratum in new[] { "A", "B" })
        {
            Assert.Equal(expected.StratumOf(stratum).IncidenceAt(.2, 12), actual.StratumOf(stratum).IncidenceAt(.2, 12), 1e-8);
        }
    }

    [Fact]
    public void Validate_WhatDoesNotGoTogether_IsListed()
    {
        string Fault(SurvivalTrainerOptions given) => Assert.Throws<ArgumentException>(given.Validate).Message;

        var choices = new ColumnPenalties { Groups = [new PenaltyGroup { Slots = ["a"], Choices = [1, 2] }] };
        Assert.Contains("Lambda and LambdaPerEvent", Fault(new CoxNetTrainerOptions { Lambda = 1, LambdaPerEvent = 1 }), StringComparison.Ordinal);
        Assert.Contains("Choices", Fault(new CoxNetTrainerOptions { Lambda = 1, Penalties = choices }), StringComparison.Ordinal);
        Assert.Contains("Choices", Fault(new CoxTrainerOptions { Penalties = choices }), StringComparison.Ordinal);
        Assert.Contains("Alpha is 2", Fault(new CoxNetTrainerOptions { Net = new CoxNetOptions { Alpha = 2 } }), StringComparison.Ordinal);
        Assert.Contains("RidgePerEvent", Fault(new CoxTrainerOptions { RidgePerEvent = 1, Ridge = 1 }), StringComparison.Ordinal);
        var twice = new ColumnPenalties { Groups = [new PenaltyGroup { Slots = ["a"] }, new PenaltyGroup { Slots = ["a"] }] };
        Assert.Contains("'a' is in several", Fault(new CoxNetTrainerOptions { Penalties = twice }), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NameThatFitsNoFeature_NamesTheNearest()
    {
        var data = View(50, seed: 12);
        var group = new CoxNetTrainerOptions { Penalties = new ColumnPenalties { Groups = [new PenaltyGroup { Slots = ["Radiomic.b"] }] } };
        var given = new CoxTrainerOptions { Ridge = 1, Penalties = new ColumnPenalties { FixedCoefficients = new Dictionary<string, double> { ["Clinical.A"] = 1 } } };

        Assert.Contains("'Radiomics.b'", Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.CoxNet(group).Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains("'Clinical.a'", Assert.Throws<ArgumentException>(() => _ml.Survival.Trainers.Cox(given).Fit(data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoEventsOrTooFew_SaysSo()
    {
        var rows = TrainingData.Make(40, 5, seed: 13);
        rows.ForEach(r => r.Event = 0);
        Assert.Throws<NoEventsException>(() => _ml.Survival.Trainers.CoxNet().Fit(TrainingData.View(_ml, rows, Names)));

        rows[0].Event = rows[1].Event = 1;
        var error = Assert.Throws<NoEventsException>(() => _ml.Survival.Trainers.CoxNet().Fit(TrainingData.View(_ml, rows, Names)));
        Assert.Contains("use fewer folds", error.Message, StringComparison.Ordinal);
    }

    private IDataView View(int count, int seed) => TrainingData.View(_ml, TrainingData.Make(count, 5, seed), Names);

    private static List<int> Bits(IDataView data) =>
        [.. data.GetColumn<float>("Score").Concat(data.GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v)).Select(BitConverter.SingleToInt32Bits)];
}
