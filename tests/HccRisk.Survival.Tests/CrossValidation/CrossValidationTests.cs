using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.CrossValidation;

public sealed class CrossValidationTests
{
    private static readonly string[] Names = ["x0", "x1", "x2"];

    [Fact]
    public void CrossValidate_AnyParallelism_GivesTheSameScores()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(120, 3, seed: 1), Names);
        var pipeline = ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(ml.Survival.Trainers.CoxRidge());

        var one = ml.Survival.CrossValidate(data, pipeline, new CrossValidationOptions { Repeats = 2, Seed = 5, MaxParallelism = 1 });
        var four = ml.Survival.CrossValidate(data, pipeline, new CrossValidationOptions { Repeats = 2, Seed = 5, MaxParallelism = 4 });

        Assert.Equal(one.Scores, four.Scores);
        Assert.Equal(2, one.Repeats.Count);
    }

    // What is not judged changes nothing of what is predicted.
    [Fact]
    public void CrossValidate_WithoutFoldMetrics_GivesTheSamePredictions()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(120, 3, seed: 1), Names);
        var options = new CrossValidationOptions { Repeats = 2, Seed = 5, Horizons = [2] };

        var all = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(), options);
        var few = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(), options with { FoldMetrics = false, SmoothedCalibration = false });

        Assert.Equal(all.Scores, few.Scores);
        Assert.Equal(all.Risks.Select(r => r.Risk), few.Risks.Select(r => r.Risk));
        Assert.Equal(all.Metrics.Harrell, few.Metrics.Harrell);
        Assert.Equal((0, 0, 0), (few.Repeats.Count, few.Folds.Count, few.Summary.Count));
    }

    [Fact]
    public void CrossValidate_NoiseOnly_DoesNotDiscriminate()
    {
        var ml = new MLContext(seed: 1);
        var random = new Random(3);
        var rows = TrainingData.Make(150, 1, seed: 2);

        // Features that know nothing: any apparent skill would have leaked from the rows scored.
        rows.ForEach(r => r.Features = [.. Enumerable.Range(0, 40).Select(_ => random.NextSingle())]);
        var pipeline = ml.Survival.SelectFeatures("Features", maxFeatures: 5).Append(ml.Survival.Trainers.Cox());
        var data = TrainingData.View(ml, rows, [.. Enumerable.Range(0, 40).Select(i => $"n{i}")]);

        var validated = ml.Survival.CrossValidate(data, pipeline, folds: 5, repeats: 3).Metrics.Harrell;
        var apparent = ml.Survival.Evaluate(pipeline.Fit(data).Transform(data)).Harrell;

        Assert.True(apparent.Value > 0.6);
        Assert.InRange(validated.Value!.Value, 0.5 - (4 * validated.StandardError!.Value), 0.5 + (2 * validated.StandardError!.Value));
    }

    [Fact]
    public void CrossValidate_EachFit_SeesTrainingRowsOnly()
    {
        var ml = new MLContext(seed: 1);
        var counts = new List<int>();
        var spy = new SpyEstimator(ml.Survival.Trainers.Cox(), view =>
        {
            lock (counts)
            {
                counts.Add(DataViewReader.ReadNumbers(view, "Time").Length);
            }
        });

        ml.Survival.CrossValidate(TrainingData.View(ml, TrainingData.Make(100, 3, seed: 2), Names), spy, folds: 5);

        Assert.Equal([80, 80, 80, 80, 80], counts);
    }

    [Fact]
    public void CrossValidate_Fitted_IsToldOfEveryFoldOnce()
    {
        var ml = new MLContext(seed: 1);
        var told = new System.Collections.Concurrent.ConcurrentBag<(int Repeat, int First)>();
        var options = new CrossValidationOptions { Folds = 4, Repeats = 2, Fitted = (fold, model) => told.Add((fold.Repeat, fold.Test.Min() + (model is null ? 1000 : 0))) };
        var result = ml.Survival.CrossValidate(TrainingData.View(ml, TrainingData.Make(100, 3, seed: 2), Names), ml.Survival.Trainers.Cox(), options);
        Assert.Equal(result.Folds.Select(f => (f.Fold.Repeat, f.Fold.Test.Min())).Order(), told.Order());
    }

    [Fact]
    public void CrossValidate_BySite_ScoresEachSiteByTheOthers()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(80, 3, seed: 2), Names);
        var trainer = ml.Survival.Trainers.Cox();
        var split = ml.Survival.SplitBySite(data, "B");
        var expected = trainer.Fit(split.Development).Transform(split.External).GetColumn<float>("Score").Select(s => (double)s);

        var scores = ml.Survival.CrossValidate(data, trainer, new CrossValidationOptions { SiteColumn = "Site" }).Scores;

        Assert.Equal(expected, scores.Where((_, i) => i % 4 == 0));
    }

    [Fact]
    public void CrossValidate_FoldThatCannotBeFitted_ThrowsItsOwnError()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(40, 3, seed: 2);
        rows[7].Features[2] = float.NaN;

        var error = Assert.Throws<InvalidOperationException>(() =>
            ml.Survival.CrossValidate(TrainingData.View(ml, rows, Names), ml.Survival.Trainers.Cox(), folds: 2));

        Assert.Contains("'x2' is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitBySite_ExternalSite_SeparatesRows()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(40, 3, seed: 2);
        var data = TrainingData.View(ml, rows, Names);

        var split = ml.Survival.SplitBySite(data, "B");

        Assert.Equal(rows.Where(r => r.Site == "B").Select(r => r.Time), split.External.GetColumn<float>("Time"));
        Assert.Equal(rows.Where(r => r.Site == "A").Select(r => r.Time), split.Development.GetColumn<float>("Time"));
        Assert.Equal(10, split.External.GetRowCount());
        var error = Assert.Throws<ArgumentException>(() => ml.Survival.SplitBySite(data, "C"));
        Assert.Contains("'C'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SplitBySite_MoreSitesThanTwo_WantsThemNamed()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(40, 3, seed: 2);
        rows[1].Site = rows[2].Site = "C";
        var data = TrainingData.View(ml, rows, Names);

        var unnamed = Assert.Throws<ArgumentException>(() => ml.Survival.SplitBySite(data, "B"));
        var left = Assert.Throws<ArgumentException>(() => ml.Survival.SplitBySite(data, ["A"], ["B"]));
        var named = ml.Survival.SplitBySite(data, ["A", "C"], ["B"]);
        var confirmed = ml.Survival.SplitBySite(data, ["*"], ["B", "C"]);

        Assert.Contains("'C' with 2 patients, 'A' with 28 patients", unnamed.Message, StringComparison.Ordinal);
        Assert.Contains("'C' is neither", left.Message, StringComparison.Ordinal);
        Assert.Equal((30, 10), (named.Development.GetRowCount(), named.External.GetRowCount()));
        Assert.Equal((28, 12), (confirmed.Development.GetRowCount(), confirmed.External.GetRowCount()));
    }

    [Theory]
    [InlineData("sysmh", "written differently")]
    [InlineData("SYMSH", "near 'SYSMH'")]
    public void SplitBySite_ExternalSiteInTwoSpellings_IsRefused(string other, string expected)
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(40, 3, seed: 2);
        foreach (var row in rows)
        {
            row.Site = row.Site == "B" ? "SYSMH" : other;
        }

        var error = Assert.Throws<ArgumentException>(() => ml.Survival.SplitBySite(TrainingData.View(ml, rows, Names), "SYSMH"));

        Assert.Contains($"'{other}' (30 patients)", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private sealed class SpyEstimator(IEstimator<ITransformer> inner, Action<IDataView> seen) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            seen(input);
            return inner.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }
}
