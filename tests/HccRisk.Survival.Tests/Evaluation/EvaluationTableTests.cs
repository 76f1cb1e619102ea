using HccRisk.Survival.Cox;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Evaluation;

/// <summary>Models beside each other, and what only a model itself can tell.</summary>
public sealed class EvaluationTableTests
{
    private static readonly string[] Names = ["x0", "x1"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Evaluate_Model_IsAskedForSurvivalAtEachOwnTime()
    {
        var rows = TrainingData.Make(150, 2, seed: 21);
        var others = TrainingData.Make(80, 2, seed: 22);
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24] }).Fit(TrainingData.View(_ml, rows, Names));
        var last = rows.Max(r => r.Time);
        others[3].Time = last + 5;
        others[3].Event = 1;

        var metrics = _ml.Survival.Evaluate(model, TrainingData.View(_ml, others, Names), new EvaluationOptions { Horizons = [12, 24] });

        // By hand: the patient followed beyond the model counts as censored at the last time of the others, which it knows.
        var known = others.Where((_, i) => i != 3).Max(r => r.Time);
        var (times, events) = (others.Select(r => (double)r.Time).ToArray(), others.Select(r => r.Event == 1 ? 1 : 0).ToArray());
        (times[3], events[3]) = (Math.Min(known, last), 0);
        var survival = new double[others.Count];
        for (var i = 0; i < survival.Length; i++)
        {
            var one = new double[1];
            model.Function.Survival([others[i].Features[0], others[i].Features[1]], [], [times[i]], one);
            survival[i] = one[0];
        }

        var outcome = new SurvivalOutcome(times, events);
        Assert.Equal(DistributionCalibration.D(outcome, survival).Test, metrics.DCalibration!.Test);
        Assert.Equal(DistributionCalibration.A(outcome, survival).Test, metrics.ACalibration!.Test);
        Assert.Equal(DistributionCalibration.Alpha(outcome, survival), metrics.Alpha);
        Assert.Null(_ml.Survival.Evaluate(model.Transform(TrainingData.View(_ml, others, Names)), [12, 24]).DCalibration);
    }

    /// <summary>In its own training data a Cox model has as many events as it expects: martingale residuals sum to 0 (Efron's and Breslow's alike without ties).</summary>
    [Fact]
    public void Evaluate_OwnTrainingData_HasAlphaOne()
    {
        var view = TrainingData.View(_ml, TrainingData.Make(150, 2, seed: 23), Names);
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24] }).Fit(view);
        Assert.Equal(1, _ml.Survival.Evaluate(model, view, new EvaluationOptions { Horizons = [12, 24] }).Alpha!.Value!.Value, 1e-5);
    }

    [Fact]
    public void CrossValidate_SurvivalTrainer_HasCalibrationOverTheWholeFollowUp()
    {
        var view = TrainingData.View(_ml, TrainingData.Make(200, 2, seed: 24), Names);
        var result = _ml.Survival.CrossValidate(
            view, _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24] }), new CrossValidationOptions { Horizons = [12, 24], Repeats = 2 });
        Assert.All(result.Repeats.Append(result.Metrics), m => Assert.Equal(10, m.DCalibration!.Observed.Count));
        Assert.All(result.Repeats.Append(result.Metrics), m => Assert.Equal(200, m.DCalibration!.Observed.Sum(), 1e-9));

        // The model is the true one, and only its two coefficients and baseline are learned.
        Assert.InRange(result.Metrics.Alpha!.Value!.Value, 0.8, 1.25);
        Assert.True(result.Metrics.ACalibration!.Test!.PValue > 0.001);
    }

    [Fact]
    public void Of_TwoModels_StandUnderTheRowWithoutCovariates()
    {
        var view = TrainingData.View(_ml, TrainingData.Make(200, 2, seed: 25), Names);
        var options = new CoxTrainerOptions { Horizons = [12, 24] };
        ModelMetrics Judge(string name, CoxTrainerOptions o) =>
            new(name, _ml.Survival.Evaluate(_ml.Survival.Trainers.Cox(o).Fit(view), view, new EvaluationOptions { Horizons = [12, 24] }));
        var (cox, ridge) = (Judge("Cox", options), Judge("ridge", options with { RidgeSearch = new CoxRidgeOptions() }));

        var table = EvaluationTable.Of(cox, ridge);

        Assert.Equal([EvaluationTable.NoInformation, "Cox", "ridge"], table.Models);
        Assert.Equal(0.5, table.Find(EvaluationTable.NoInformation, "AUC", 24)!.Value);
        Assert.Equal(cox.Metrics.Brier[1].NullBrier, table.Find(EvaluationTable.NoInformation, "Brier", 24)!.Value);
        Assert.Equal(cox.Metrics.LogScore[1].NullScore, table.Find(EvaluationTable.NoInformation, "log score", 24)!.Value);
        Assert.Equal(cox.Metrics.IntegratedLogScore!.Score, table.Find("Cox", "integrated log score"));
        Assert.Equal(ridge.Metrics.Alpha, table.Find("ridge", "alpha"));
        Assert.Equal(cox.Metrics.DCalibration!.Test!.PValue, table.Find("Cox", "D-calibration p")!.Value);

        // 1 - score / score without covariates, from the table alone.
        var (brier, none) = (table.Find("Cox", "Brier", 24)!.Value, table.Find(EvaluationTable.NoInformation, "Brier", 24)!.Value);
        Assert.Equal(1 - (brier!.Value / none!.Value), table.Find("Cox", "IPA", 24)!.Value!.Value, 1e-12);
        string[] lines = table.ToString().Split(Environment.NewLine);
        Assert.Equal(4, lines.Length);
        Assert.All(lines, l => Assert.Equal(lines[0].Length, l.Length));
        Assert.StartsWith("no information   0.500", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OtherPatients_AreRefused()
    {
        SurvivalMetrics Of(int count)
        {
            var rows = TrainingData.Make(count, 2, seed: 26);
            return SurvivalEvaluator.Evaluate(
                new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]), [.. rows.Select(r => (double)r.Features[0])], [], new EvaluationOptions());
        }

        var error = Assert.Throws<ArgumentException>(() => EvaluationTable.Of(new ModelMetrics("a", Of(100)), new ModelMetrics("b", Of(90))));
        Assert.Contains("'b' was evaluated on 90 patients", error.Message, StringComparison.Ordinal);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => EvaluationTable.Of(new ModelMetrics("a", Of(100)), new ModelMetrics("a", Of(100)))).Message, StringComparison.Ordinal);
    }
}
