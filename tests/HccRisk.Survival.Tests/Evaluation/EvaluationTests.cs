using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Evaluation;

public class EvaluationTests
{
    /// <summary>The same numbers as by arrays: the columns are single precision on both sides, so exactly.</summary>
    [Fact]
    public void Evaluate_ModelWithRisks_AddsBrierAndCalibrationAtItsHorizons()
    {
        var rows = TrainingData.Make(200, 3, 5);
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, rows, ["a", "b", "c"]);
        var scored = ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24, 1000] }).Fit(data).Transform(data);

        var actual = ml.Survival.Evaluate(scored, horizons: [12, 18, 24, 1000]);

        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        var (values, _, slots) = DataViewReader.ReadMatrix(scored, "CumulativeIncidence");
        double[] risk = [.. Enumerable.Range(0, rows.Count).Select(i => values[i * slots + 1])];
        Assert.Equal([12, 24, 1000], actual.Brier.Select(b => b.Time));
        Assert.Equal(BrierScore.At(outcome, risk, 24).Brier.Value, actual.Brier[1].Brier.Value);
        Assert.Contains("predicts no risk at 1000", actual.Brier[2].Brier.NotEstimable, StringComparison.Ordinal);
        Assert.Equal([12, 24], actual.Calibration.Select(c => c.Time));
        Assert.Equal(CalibrationStatistics.Of(outcome, risk, 24).ObservedExpected.Value, actual.Calibration[1].ObservedExpected.Value);
        Assert.Equal([12, 24], actual.IntegratedBrier!.Points.Select(p => p.Time));
        Assert.Equal(4, actual.Auc.Count);
    }

    /// <summary>Every number with error, limits and the name of its method; limits at the level asked for.</summary>
    [Fact]
    public void Evaluate_EveryEstimate_HasErrorLimitsAndMethod()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(300, 3, 5), ["a", "b", "c"]);
        var scored = ml.Survival.Trainers.Cox().Fit(data).Transform(data);
        var actual = ml.Survival.Evaluate(scored, new EvaluationOptions { Horizons = [12, 24], Level = 0.9, Replicates = 20 });
        MetricEstimate[] all =
        [
            actual.Concordance, actual.Harrell, .. actual.Auc.Select(a => a.Auc),
            .. actual.Brier.SelectMany(b => new[] { b.Brier, b.Accuracy! }), actual.IntegratedBrier!.Integrated, actual.IntegratedBrier.Accuracy!,
            .. actual.Calibration.SelectMany(c => new[] { c.Observed, c.ObservedExpected, c.Intercept, c.Slope }),
            .. actual.CalibrationCurves.SelectMany(c => new[] { c.Intervals!.Ici, c.Intervals.E50, c.Intervals.E90, c.Intervals.EMax }),
        ];
        Assert.Equal(26, all.Length);
        Assert.All(all, e =>
        {
            Assert.True(e.Value is not null && e.StandardError > 0 && e.Lower < e.Upper, e.Method);
            Assert.Equal(0.9, e.Level);
        });

        // The slope looks at the whole follow-up and names no horizon.
        Assert.Equal(25, all.Select(e => e.Method).Distinct().Count());
        Assert.Contains("Level is 2", Assert.Throws<ArgumentException>(() => ml.Survival.Evaluate(scored, new EvaluationOptions { Level = 2 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_ScoreOnly_HasNoRiskMetrics()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(60, 1, 5), ["a"]);
        var scored = ml.Survival.Trainers.Cox(new CoxTrainerOptions()).Fit(data).Transform(data);
        var actual = ml.Survival.Evaluate(scored, new EvaluationOptions { RiskColumn = null });
        Assert.Empty(actual.Brier);
        Assert.Null(actual.IntegratedBrier);
        Assert.NotNull(actual.Harrell.Value);
    }
}
