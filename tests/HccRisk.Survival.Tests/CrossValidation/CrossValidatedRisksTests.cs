using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Tests.Learning;
using MathNet.Numerics.Distributions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.CrossValidation;

/// <summary>Out-of-fold risks, and what they add to a cross-validation.</summary>
public sealed class CrossValidatedRisksTests
{
    private static readonly string[] Names = ["x0", "x1"];

    private static readonly CoxTrainerOptions Cox = new() { Horizons = [12, 24] };

    [Fact]
    public void CrossValidate_PipelineWithRisks_PoolsTheOutOfFoldRisks()
    {
        var (ml, rows, data) = Make(200);
        var trainer = ml.Survival.Trainers.Cox(Cox);
        var options = new CrossValidationOptions { Folds = 4, Repeats = 2, Seed = 3, Horizons = [12, 24, 30] };

        var actual = ml.Survival.CrossValidate(data, trainer, options);

        // Fold by fold by hand: the model that did not see the rows.
        var expected = new double[rows.Count];
        foreach (var fold in actual.Folds)
        {
            var model = trainer.Fit(Core.Learning.RowSubset.Of(data, fold.Fold.Training, rows.Count));
            var risk = model.Transform(Core.Learning.RowSubset.Of(data, fold.Fold.Test, rows.Count)).GetColumn<float[]>("CumulativeIncidence").ToArray();
            for (var i = 0; i < risk.Length; i++)
            {
                expected[fold.Fold.Test[i]] += (double)risk[i][1] / 2;
            }
        }

        Assert.Equal([12, 24], actual.Risks.Select(r => r.Time));
        Assert.Equal(expected, actual.Risks[1].Risk);
        var outcome = Outcome(rows);
        Assert.Equal(BrierScore.At(outcome, expected, 24).Brier.Value, actual.Metrics.Brier[1].Brier.Value);
        Assert.Equal(CalibrationStatistics.Of(outcome, expected, 24).Slope.Value, actual.Metrics.Calibration[1].Slope.Value);
        Assert.Equal(CalibrationCurve.Smoothed(outcome, expected, 24).Ici, actual.Metrics.CalibrationCurves[1].Ici);
        Assert.NotNull(actual.Metrics.IntegratedBrier!.Integrated.Value);
        Assert.Equal([2, 2], actual.Repeats.Select(r => r.Brier.Count));
    }

    [Fact]
    public void CrossValidate_EachFold_HasMetricsOfItsOwnRows()
    {
        var (ml, rows, data) = Make(200);
        var actual = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(Cox), new CrossValidationOptions { Folds = 4, Seed = 3, Horizons = [12, 24] });
        var outcome = Outcome(rows);
        Assert.Equal(["1", "2", "3", "4"], actual.Folds.Select(f => f.Name));
        foreach (var fold in actual.Folds)
        {
            int[] test = [.. fold.Fold.Test];
            var own = outcome.Select(test);
            Assert.Equal(test.Length, fold.Metrics.Patients);
            Assert.Equal(Concordance.Harrell(own.WithCause(1), ((double[])[.. actual.Scores]).Take(test)).Estimate.Value, fold.Metrics.Harrell.Value);
            Assert.Equal(BrierScore.At(own, ((double[])[.. actual.Risks[0].Risk]).Take(test), 12).Brier.Value, fold.Metrics.Brier[0].Brier.Value);
        }
    }

    /// <summary>Nadeau and Bengio's variance with Student's interval, written out.</summary>
    [Fact]
    public void Summary_OfFolds_IsTheirMeanWithCorrectedError()
    {
        var (ml, _, data) = Make(200);
        var actual = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(Cox), new CrossValidationOptions { Folds = 4, Repeats = 3, Horizons = [12, 24] });
        var values = actual.Folds.Select(f => f.Metrics.Brier[1].Brier.Value!.Value).ToArray();
        var summary = Assert.Single(actual.Summary, s => s.Metric == "Brier" && s.Time == 24);
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / 11;
        Assert.Equal(values.Select(v => (double?)v), summary.Values);
        Assert.Equal(mean, summary.Mean.Value!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(variance), summary.StandardDeviation!.Value, 1e-12);

        // 50 test rows to 150 training rows.
        var error = Math.Sqrt(variance * ((1.0 / 12) + (1.0 / 3)));
        Assert.Equal(error, summary.Mean.StandardError!.Value, 1e-12);
        Assert.Equal(mean + (StudentT.InvCDF(0, 1, 11, 0.975) * error), summary.Mean.Upper!.Value, 1e-12);
        Assert.Empty(summary.NotEstimable);
        string[] expected = ["Uno C", "Harrell C", "AUC", "Brier", "IPA", "log score", "integrated Brier", "integrated IPA", "integrated log score", "alpha", "O/E", "calibration intercept", "calibration slope", "ICI"];
        Assert.Equal(expected.Order(), actual.Summary.Select(s => s.Metric).Distinct().Order());
    }

    /// <summary>A site where nobody had the event gives no concordance; it must not pull the mean of the others.</summary>
    [Fact]
    public void Summary_FoldWithoutEvents_TakesNoPartAndSaysWhy()
    {
        var rows = TrainingData.Make(120, 2, seed: 4);
        rows.ForEach(r => r.Site = r.Site == "B" ? "B" : rows.IndexOf(r) % 3 == 0 ? "C" : "A");
        rows.Where(r => r.Site == "B").ToList().ForEach(r => r.Event = 0);
        var ml = new MLContext(seed: 1);
        var actual = ml.Survival.CrossValidate(
            TrainingData.View(ml, rows, Names), ml.Survival.Trainers.Cox(Cox), new CrossValidationOptions { SiteColumn = "Site", Horizons = [12, 24] });

        Assert.Equal(["B", "A", "C"], actual.Folds.Select(f => f.Name));
        Assert.All(actual.Folds, f => Assert.All(f.Fold.Test, row => Assert.Equal(f.Name, rows[row].Site)));
        var harrell = Assert.Single(actual.Summary, s => s.Metric == "Harrell C");
        Assert.Null(harrell.Values[0]);
        Assert.Equal((actual.Folds[1].Metrics.Harrell.Value + actual.Folds[2].Metrics.Harrell.Value) / 2, harrell.Mean.Value);
        Assert.Contains("mean of 2 of 3 folds", harrell.Mean.Method, StringComparison.Ordinal);
        Assert.StartsWith("repeat 1, fold B: ", Assert.Single(harrell.NotEstimable), StringComparison.Ordinal);
        Assert.All(actual.Summary, s => Assert.True(s.Mean.Value is null || double.IsFinite(s.Mean.Value.Value), s.Metric));
    }

    [Fact]
    public void CrossValidate_HorizonNobodyReaches_SaysWhyEverywhere()
    {
        var (ml, _, data) = Make(80);
        var actual = ml.Survival.CrossValidate(
            data, ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 900] }), new CrossValidationOptions { Folds = 2, Horizons = [12, 900] });
        Assert.All(actual.Risks[1].Risk, r => Assert.True(double.IsNaN(r)));
        Assert.Contains("for 80 of 80 rows", actual.Metrics.Brier[1].Brier.NotEstimable, StringComparison.Ordinal);
        var summary = Assert.Single(actual.Summary, s => s.Metric == "Brier" && s.Time == 900);
        Assert.Null(summary.Mean.Value);
        Assert.Equal(2, summary.NotEstimable.Count);
        Assert.Contains("no fold gave a value", summary.Mean.NotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void CrossValidate_Groups_StayInOneFold()
    {
        var rows = TrainingData.Make(120, 2, seed: 4);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = "patient" + (i / 3);
        }

        var ml = new MLContext(seed: 1);
        var actual = ml.Survival.CrossValidate(
            TrainingData.View(ml, rows, Names), ml.Survival.Trainers.Cox(Cox), new CrossValidationOptions { GroupColumn = "Site", Folds = 4, Repeats = 2 });
        Assert.Equal(8, actual.Folds.Count);
        Assert.All(actual.Folds, f => Assert.Empty(f.Fold.Test.Select(i => rows[i].Site).Intersect(f.Fold.Training.Select(i => rows[i].Site))));
    }

    [Fact]
    public void CrossValidate_Folds_AreStratifiedAndRepeatsDiffer()
    {
        var (ml, rows, data) = Make(200);
        var actual = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(Cox), new CrossValidationOptions { Folds = 4, Repeats = 2 });
        foreach (var code in new[] { 0f, 1f, 2f })
        {
            var counts = actual.Folds.Select(f => f.Fold.Test.Count(i => rows[i].Event == code)).ToArray();
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        Assert.NotEqual(actual.Folds[0].Fold.Test, actual.Folds[4].Fold.Test);
    }

    [Fact]
    public void CrossValidate_ScoreOnlyPipeline_HasNoRisks()
    {
        var (ml, _, data) = Make(80);
        var actual = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(Cox), new CrossValidationOptions { RiskColumn = null, Folds = 2 });
        Assert.Empty(actual.Risks);
        Assert.Empty(actual.Metrics.Brier);
        Assert.DoesNotContain(actual.Summary, s => s.Metric.Contains("Brier", StringComparison.Ordinal));
    }

    [Fact]
    public void CrossValidate_ProgressAndCancellation_Work()
    {
        var (ml, _, data) = Make(80);
        var seen = new Reports();
        ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(Cox), new CrossValidationOptions { Folds = 2, Repeats = 3, MaxParallelism = 1 }, seen);
        Assert.Equal([1, 2, 3, 4, 5, 6], seen.Done);

        using var source = new CancellationTokenSource();
        var stop = new Reports { After = _ => source.Cancel() };
        var options = new CrossValidationOptions { Folds = 2, Repeats = 3, MaxParallelism = 1, CancellationToken = source.Token };
        Assert.ThrowsAny<OperationCanceledException>(() => ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(Cox), options, stop));
        Assert.True(stop.Done.Count < 6);
    }

    private static SurvivalOutcome Outcome(List<TrainingData> rows) => new([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);

    private static (MLContext Ml, List<TrainingData> Rows, IDataView Data) Make(int count)
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(count, 2, seed: 2);
        return (ml, rows, TrainingData.View(ml, rows, Names));
    }

    private sealed class Reports : IProgress<(int Done, int Total)>
    {
        public List<int> Done { get; } = [];

        public Action<int>? After { get; init; }

        public void Report((int Done, int Total) value)
        {
            Done.Add(value.Done);
            After?.Invoke(value.Done);
        }
    }
}
