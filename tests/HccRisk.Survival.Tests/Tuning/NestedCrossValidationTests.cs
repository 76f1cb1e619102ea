using HccRisk.Core.Learning;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tests.Learning;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;
using static HccRisk.Survival.Tests.Tuning.Candidates;

namespace HccRisk.Survival.Tests.Tuning;

public sealed class NestedCrossValidationTests
{
    private static readonly NestedOptions Small = new() { Folds = 4, Tuning = Few with { Trials = 5, Validation = new CrossValidationOptions { Folds = 3, Seed = 3 } } };

    [Fact]
    public void NestedCrossValidate_AnyParallelism_GivesTheSame()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);
        NestedResult Run(int threads) => ml.Survival.NestedCrossValidate(
            data, [Ridge], Small with { Tuning = Small.Tuning with { Validation = Small.Tuning.Validation with { MaxParallelism = threads } } });

        var (one, four) = (Run(1), Run(4));

        Assert.Equal(Text(one.Trials), Text(four.Trials));
        Assert.Equal(one.Validation.Scores, four.Validation.Scores);
        Assert.Equal(one.ToString(), four.ToString());
    }

    [Fact]
    public void NestedCrossValidate_OuterFold_IsATuneOfItsTrainingRows()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);

        var result = ml.Survival.NestedCrossValidate(data, [Ridge], Small);
        var outer = ml.Survival.CrossValidate(data, ml.Survival.Trainers.Cox(), Small.Outer());

        Assert.Equal(4, result.Folds.Count);
        for (var f = 0; f < 4; f++)
        {
            // The choice again by hand, and the score of the test rows by the model of it.
            var fold = outer.Folds[f].Fold;
            var own = result.Trials.Where(t => t.Part == f + 1).ToList();
            Assert.Same(TrialChoice.Of(own, true), result.Folds[f].Chosen);
            var training = RowSubset.Of(data, fold.Training, 120);
            var again = ml.Survival.CrossValidate(
                training, ml.Survival.Trainers.Cox(new() { RidgePerEvent = own[0].Values.Real("penalty") }), Small.Tuning.Validation).Summary.First(s => s.Metric == "Uno C");
            Assert.Equal(again.Values, own[0].Folds.Select(v => (double?)v));
            var model = ml.Survival.Trainers.Cox(new() { RidgePerEvent = result.Folds[f].Chosen.Values.Real("penalty") }).Fit(training);
            var expected = DataViewReader.ReadNumbers(model.Transform(RowSubset.Of(data, fold.Test, 120)), "Score");
            Assert.Equal(expected, fold.Test.Select(i => result.Validation.Scores[i]));
            Assert.Equal(result.Summary.Values[f], result.Folds[f].Value);
        }

        Assert.Contains("estimates the procedure", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NestedCrossValidate_FeaturesThatKnowNothing_PromiseNothing()
    {
        // Forty features of noise, of which the five that look best are taken: chosen on all rows they would look good on any of them.
        var ml = new MLContext(seed: 1);
        var random = new Random(3);
        var rows = TrainingData.Make(150, 1, seed: 2);
        rows.ForEach(r => r.Features = [.. Enumerable.Range(0, 40).Select(_ => random.NextSingle())]);
        var data = TrainingData.View(ml, rows, [.. Enumerable.Range(0, 40).Select(i => $"n{i}")]);
        var candidate = new TuningCandidate(
            "selected", new SearchSpace().Whole("features", 1, 10), t => t.Context.Survival.SelectFeatures(maxFeatures: t.Values.Whole("features")).Append(t.Context.Survival.Trainers.Cox()));

        var nested = ml.Survival.NestedCrossValidate(data, [candidate], Small with { Tuning = Small.Tuning with { Metric = TuningMetric.HarrellC, Trials = 12 } });
        var leaked = ml.Survival.CrossValidate(ml.Survival.SelectFeatures(maxFeatures: 5).Fit(data).Transform(data), ml.Survival.Trainers.Cox(), folds: 4).Metrics.Harrell;

        // The planted leak shows what selection outside the folds pretends; the search stays at chance, within four standard errors.
        Assert.True(leaked.Value > 0.6, leaked.ToString());
        var pooled = nested.Validation.Metrics.Harrell;
        Assert.InRange(pooled.Value!.Value, 0.5 - (4 * pooled.StandardError!.Value), 0.5 + (2 * pooled.StandardError!.Value));
    }

    [Fact]
    public void NestedCrossValidate_OuterFits_NeverSeeTheTestRows()
    {
        // The row's own number as its patient: every fit belonging to an outer fold, inner or final, is on training rows of that fold.
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(90, 3, seed: 2);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = $"P{i / 3}";
        }

        var seen = new List<(int Part, string[] Patients)>();
        var data = TrainingData.View(ml, rows, Names);
        var spy = new TuningCandidate("spy", new SearchSpace(), t => new Spy(t.Context.Survival.Trainers.Cox(), view =>
        {
            lock (seen)
            {
                seen.Add((t.Seed, DataViewReader.ReadTexts(view, "Site")));
            }
        }));
        var options = Small with { Tuning = Small.Tuning with { Validation = Small.Tuning.Validation with { GroupColumn = "Site" } } };

        var result = ml.Survival.NestedCrossValidate(data, [spy], options);

        for (var f = 0; f < 4; f++)
        {
            var test = result.Validation.Folds[f].Fold.Test.Select(i => rows[i].Site).ToHashSet();
            var own = seen.Where(s => s.Part == TrialSearch.SeedOf(options.Tuning.Seed, "spy", f + 1, 0)).ToList();
            Assert.Equal(4, own.Count);
            Assert.DoesNotContain(own.SelectMany(s => s.Patients), test.Contains);
        }
    }

    [Fact]
    public void NestedCrossValidate_BySiteInsideAndOutside_LeavesOneOutEachTime()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(160, 3, seed: 2);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = "ABC"[i % 3].ToString();
        }

        var data = TrainingData.View(ml, rows, Names);
        var options = Small with { SiteColumn = "Site", Tuning = Small.Tuning with { Trials = 2, Validation = new CrossValidationOptions { SiteColumn = "Site" } } };

        var result = ml.Survival.NestedCrossValidate(data, [Ridge], options);

        Assert.Equal(["A", "B", "C"], result.Folds.Select(f => f.Name));
        Assert.All(result.Trials, t => Assert.Equal(2, t.Folds.Count));

        // With two sites there is only one left inside.
        var two = TrainingData.View(ml, rows.Where(r => r.Site != "C"), Names);
        var error = Assert.Throws<ArgumentException>(() => ml.Survival.NestedCrossValidate(two, [Ridge], options));
        Assert.Contains("has one site only, 'B'", error.Message, StringComparison.Ordinal);
    }
}
