using HccRisk.Core.Learning;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace HccRisk.Survival.Tests.Routes;

/// <summary>What all ways of giving follow-up to an ordinary trainer have in common: they are judged as survival models, and no fold teaches another.</summary>
public sealed class RouteTests
{
    private static readonly string[] Names = ["x0", "x1"];
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Routes => ["landmark columns", "landmark", "pseudo-values", "discrete time"];

    /// <summary>Other follow-up in one site moves no prediction for its rows: nothing of it, label, weight or pseudo-value, has reached the model.</summary>
    [Theory]
    [MemberData(nameof(Routes))]
    public void CrossValidate_OtherFollowUpOfTheTestFold_LeavesItsPredictions(string route)
    {
        var rows = TrainingData.Make(160, 2, seed: 11);
        var options = Options(route) with { SiteColumn = "Site" };
        var before = _ml.Survival.CrossValidate(TrainingData.View(_ml, rows, Names), Pipeline(route, _ => { }), options);
        foreach (var row in rows.Where(r => r.Site == "B"))
        {
            (row.Time, row.Event) = (60 - row.Time, (row.Event + 1) % 3);
        }

        var after = _ml.Survival.CrossValidate(TrainingData.View(_ml, rows, Names), Pipeline(route, _ => { }), options);
        int[] own = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Site == "B")];
        int[] others = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Site == "A")];
        Assert.Equal(own.Select(i => before.Scores[i]), own.Select(i => after.Scores[i]));
        Assert.Equal(own.Select(i => before.Risks[0].Risk[i]), own.Select(i => after.Risks[0].Risk[i]));
        Assert.NotEqual(others.Select(i => before.Scores[i]), others.Select(i => after.Scores[i]));
    }

    /// <summary>A trainer sees rows of the other folds only.</summary>
    [Theory]
    [MemberData(nameof(Routes))]
    public void CrossValidate_TrainerOfAFold_SeesNoRowOfIt(string route)
    {
        var rows = TrainingData.Make(160, 2, seed: 12);
        var seen = new List<string[]>();
        _ml.Survival.CrossValidate(
            TrainingData.View(_ml, rows, Names),
            Pipeline(route, v => seen.Add([.. v.GetColumn<string>("Site").Distinct()])),
            Options(route) with { SiteColumn = "Site", MaxParallelism = 1 });
        Assert.True(seen.Count >= 2);
        Assert.All(seen, sites => Assert.Single(sites));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public void CrossValidate_Route_IsJudgedAsARiskAtTheHorizon(string route)
    {
        var rows = TrainingData.Make(200, 2, seed: 13);
        var result = _ml.Survival.CrossValidate(TrainingData.View(_ml, rows, Names), Pipeline(route, _ => { }), Options(route));

        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        double[] risk = [.. Assert.Single(result.Risks).Risk];
        Assert.Equal(BrierScore.At(outcome, risk, 24).Brier.Value, result.Metrics.Brier[0].Brier.Value);
        Assert.Equal(CalibrationStatistics.Of(outcome, risk, 24).ObservedExpected.Value, result.Metrics.Calibration[0].ObservedExpected.Value);
        Assert.Equal(
            TimeDependentAuc.CumulativeDynamic(outcome, [.. result.Scores], [24], cancellationToken: TestContext.Current.CancellationToken)[0].Auc.Value,
            result.Metrics.Auc[0].Auc.Value);

        // The hazard doubles with x0: a route that had lost the labels would not find it.
        Assert.InRange(result.Metrics.Auc[0].Auc.Value!.Value, 0.55, 0.85);
        Assert.InRange(result.Metrics.Calibration[0].ObservedExpected.Value!.Value, 0.8, 1.25);
    }

    /// <summary>Without covariates and censoring, pseudo-values are the status itself; the mean of what is learned of them is Aalen-Johansen's risk.</summary>
    [Fact]
    public void PseudoValues_Uncensored_AreTheStatus()
    {
        var rows = TrainingData.Make(100, 2, seed: 14);
        rows.ForEach(r => r.Event = Math.Max(1, r.Event));
        IDataView? seen = null;
        var options = new PseudoObservations.PseudoValueOptions { Horizon = 24, AllowUncensored = true };
        _ml.Survival.PseudoValues(new RecordingTrainer(Regression(), v => seen = v), options).Fit(TrainingData.View(_ml, rows, Names));
        var labels = seen!.GetColumn<float>("Label").ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(rows[i] is { Event: 1, Time: <= 24 } ? 1 : 0, labels[i], 1e-6);
        }
    }

    [Fact]
    public void PseudoValues_Risk_IsHeldBetweenZeroAndOne()
    {
        var rows = TrainingData.Make(100, 2, seed: 15);
        var model = _ml.Survival.PseudoValues(Regression(), 24).Fit(TrainingData.View(_ml, rows, Names));
        rows.ForEach(r => r.Features = [r.Features[0] * 100, r.Features[1]]);
        var scored = model.Transform(TrainingData.View(_ml, rows, Names));
        var (score, risk) = (scored.GetColumn<float>("Score").ToList(), scored.GetColumn<float>("Probability").ToList());
        Assert.Contains(score, s => s < 0);
        Assert.Contains(score, s => s > 1);
        Assert.Equal(score.Select(s => Math.Clamp(s, 0, 1)), risk);
        Assert.Contains("nobody was followed to 900", Assert.Throws<HorizonException>(
            () => _ml.Survival.PseudoValues(Regression(), 900).Fit(TrainingData.View(_ml, rows, Names))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_OneRiskARow_NeedsOneHorizonAndProbabilities()
    {
        var rows = TrainingData.Make(100, 2, seed: 16);
        var view = TrainingData.View(_ml, rows, Names);
        var scored = _ml.Survival.Landmark(RecordingTrainer.Logistic(_ml), 24).Fit(view).Transform(view);
        var options = new EvaluationOptions { RiskColumn = "Probability", Horizons = [24] };

        var metrics = _ml.Survival.Evaluate(scored, options);

        Assert.Equal(24, Assert.Single(metrics.Brier).Time);
        var several = Assert.Throws<ColumnException>(() => _ml.Survival.Evaluate(scored, options with { Horizons = [12, 24] }));
        Assert.Contains("'Probability' has one risk a row, but Horizons are [12, 24]", several.Message, StringComparison.Ordinal);
        var outside = Assert.Throws<ColumnException>(() => _ml.Survival.Evaluate(scored, options with { RiskColumn = "Score" }));
        Assert.Matches("Column 'Score' is -?[0-9.]+ in row [0-9]+; a risk lies between 0 and 1", outside.Message);
    }

    private static CrossValidationOptions Options(string route) => new()
    {
        Horizons = [24],
        Folds = 4,
        RiskColumn = route == "discrete time" ? "CumulativeIncidence" : "Probability",
    };

    private IEstimator<ITransformer> Pipeline(string route, Action<IDataView> record) => route switch
    {
        "landmark columns" => _ml.Survival.Landmark(24).Append(new RecordingTrainer(RecordingTrainer.Logistic(_ml), record)),
        "landmark" => _ml.Survival.Landmark(new RecordingTrainer(RecordingTrainer.Logistic(_ml), record), 24),
        "pseudo-values" => _ml.Survival.PseudoValues(new RecordingTrainer(Regression(), record), 24),
        _ => _ml.Survival.Trainers.DiscreteTime(new RecordingTrainer(RecordingTrainer.Logistic(_ml), record), [8, 16, 24]),
    };

    private OnlineGradientDescentTrainer Regression() => _ml.Regression.Trainers.OnlineGradientDescent(numberOfIterations: 20);
}
