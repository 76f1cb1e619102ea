using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tests.Learning;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Search;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;
using Microsoft.ML.Data;
using static HccRisk.Survival.Tests.Tuning.Candidates;

namespace HccRisk.Survival.Tests.Tuning;

public sealed class TunerTests
{
    [Fact]
    public void Tune_AnyParallelism_MakesTheSameTrialsAndModel()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);
        var net = SurvivalCandidates.CoxNet();
        TuningResult Run(int threads) => ml.Survival.Tune(data, [Ridge, net], Few with { Trials = 12, Validation = Few.Validation with { MaxParallelism = threads } });

        var (one, four) = (Run(1), Run(4));

        Assert.Equal(Text(one.Trials), Text(four.Trials));
        Assert.Equal(24, one.Trials.Count);
        Assert.Equal(one.Model.Transform(data).GetColumn<float>("Score"), four.Model.Transform(data).GetColumn<float>("Score"));
        Assert.Equal(TuningStop.Trials, one.Stopped);
    }

    [Fact]
    public void Tune_CandidateBesideAnother_HasTheTrialsItHasAlone()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);
        var other = new TuningCandidate("other", Ridge.Space, Ridge.Build);

        var alone = ml.Survival.Tune(data, [Ridge], Few);
        var beside = ml.Survival.Tune(data, [other, Ridge], Few);

        Assert.Equal(Text(alone.Trials), Text(beside.Trials.Where(t => t.Candidate == "ridge")));
    }

    [Fact]
    public void Tune_TrialOfACandidate_HasTheMetricsOfCrossValidate()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml);
        var options = Few with { Pruner = TrialPruner.None, Trials = 3 };

        var trial = ml.Survival.Tune(data, [Ridge], options).Trials[2];
        var cox = ml.Survival.Trainers.Cox(new() { RidgePerEvent = trial.Values.Real("penalty") });
        var expected = ml.Survival.CrossValidate(data, cox, options.Validation).Summary.First(s => s.Metric == "Uno C");

        Assert.Equal(expected.Values, trial.Folds.Select(f => (double?)f));
        Assert.Equal(expected.Mean.Value, trial.Mean);
        Assert.Equal(expected.Mean.StandardError!.Value, trial.StandardError!.Value, 1e-12);
    }

    public static TheoryData<string> Metrics => ["Harrell C", "AUC", "IPA", "integrated IPA"];

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Tune_ByAMetric_HasTheValuesOfCrossValidate(string name)
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml, 200);
        var metric = name switch { "Harrell C" => TuningMetric.HarrellC, "AUC" => TuningMetric.Auc(24), "IPA" => TuningMetric.Ipa(24), _ => TuningMetric.IntegratedIpa };
        var options = Few with { Pruner = TrialPruner.None, Trials = 1, Metric = metric };

        var trial = ml.Survival.Tune(data, [Ridge], options).Chosen;
        var cox = ml.Survival.Trainers.Cox(new() { RidgePerEvent = trial.Values.Real("penalty") });
        var expected = ml.Survival.CrossValidate(data, cox, options.Validation).Summary.First(s => s.Metric == name && s.Time == metric.Time);

        Assert.All(expected.Values.Zip(trial.Folds), p => Assert.Equal(p.First!.Value, p.Second, 1e-12));
    }

    [Fact]
    public void Tune_TrialThatFails_IsRecordedAndTheSearchGoesOn()
    {
        var ml = new MLContext(seed: 1);
        var fragile = new TuningCandidate("fragile", Ridge.Space, t => t.Values.Real("penalty") < 1 ? throw new InvalidOperationException("too small\na penalty") : Ridge.Build(t));

        var result = ml.Survival.Tune(View(ml), [fragile], Few);

        var failed = result.Trials.Where(t => t.State == TrialState.Failed).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, t => Assert.Equal("too small a penalty", t.Error));
        Assert.All(result.Trials.Where(t => t.State != TrialState.Failed), t => Assert.True(t.Values.Real("penalty") >= 1));
        Assert.Equal(Few.Trials, result.Trials.Count);
    }

    [Fact]
    public void Tune_EveryTrialFails_SaysHowTheFirstDid()
    {
        var ml = new MLContext(seed: 1);
        var broken = new TuningCandidate("broken", Ridge.Space, _ => throw new InvalidOperationException("no such trainer"));

        var error = Assert.Throws<InvalidOperationException>(() => ml.Survival.Tune(View(ml), [broken], Few with { Trials = 2 }));

        Assert.Contains("None of 2 trials", error.Message, StringComparison.Ordinal);
        Assert.Contains("no such trainer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_FewEvents_IsRefused()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(60, 3, seed: 2);
        foreach (var row in rows.Where(r => r.Event == 1).Skip(9))
        {
            row.Event = 0;
        }

        var error = Assert.Throws<TooFewEventsException>(() => ml.Survival.Tune(TrainingData.View(ml, rows, Names), [Ridge], Few));

        Assert.Contains("9 of 60 rows had the event (code 1), 10 are needed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_OneSite_CannotBeLeftOut()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(60, 3, seed: 2);
        rows.ForEach(r => r.Site = "A");

        var error = Assert.Throws<ArgumentException>(() =>
            ml.Survival.Tune(TrainingData.View(ml, rows, Names), [Ridge], Few with { Validation = new CrossValidationOptions { SiteColumn = "Site" } }));

        Assert.Contains("Column 'Site' has one site only, 'A', in 60 rows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_SiteWithoutEvents_IsLeftOutAndSaid()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(160, 3, seed: 2);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = i % 10 == 0 ? "quiet" : i % 2 == 0 ? "A" : "B";
            rows[i].Event = i % 10 == 0 ? 0 : rows[i].Event;
        }

        var result = ml.Survival.Tune(TrainingData.View(ml, rows, Names), [Ridge], Few with { Trials = 2, Validation = new CrossValidationOptions { SiteColumn = "Site" } });

        Assert.All(result.Trials, t => Assert.Equal(2, t.Folds.Count));
        Assert.Contains("fold quiet: ", Assert.Single(result.SkippedFolds), StringComparison.Ordinal);
        Assert.Contains("Left out: all rows, repeat 1, fold quiet", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_EachFit_SeesTrainingRowsOnly()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(100, 3, seed: 2);
        for (var i = 0; i < rows.Count; i++)
        {
            // Two rows a patient.
            rows[i].Site = $"P{i / 2}";
        }

        var seen = new List<string[]>();
        var spy = new TuningCandidate("spy", new SearchSpace(), t => new Spy(t.Context.Survival.Trainers.CoxRidge(), view =>
        {
            lock (seen)
            {
                seen.Add(DataViewReader.ReadTexts(view, "Site"));
            }
        }));

        ml.Survival.Tune(TrainingData.View(ml, rows, Names), [spy], Few with { Validation = new CrossValidationOptions { Folds = 4, GroupColumn = "Site" } });

        // Four folds and the final fit; no patient on both sides: what a fold leaves out are whole patients, and every patient is left out once.
        Assert.Equal([.. Enumerable.Repeat(true, 4), false], seen.Select(s => s.Length < 100));
        Assert.All(seen, s => Assert.All(s.GroupBy(p => p), g => Assert.Equal(2, g.Count())));
        Assert.Equal(100, seen.Take(4).Sum(s => 100 - s.Length));
    }

    [Fact]
    public void Tune_StepsBeforeEveryCandidate_AreFittedInTheFold()
    {
        var ml = new MLContext(seed: 1);
        var rows = new List<int>();
        var options = Few with
        {
            Trials = 1,
            Prepare = context => new Spy(context.Transforms.NormalizeMeanVariance("Features", fixZero: false), view =>
            {
                lock (rows)
                {
                    rows.Add(DataViewReader.ReadNumbers(view, "Time").Length);
                }
            }),
        };
        var data = View(ml);

        var result = ml.Survival.Tune(data, [Ridge], options);

        Assert.Equal([.. Enumerable.Repeat(96, 5), 120], rows);
        Assert.Contains(LearnedModel.Steps(result.Model), s => s.Transformer is Microsoft.ML.Transforms.NormalizingTransformer);
    }

    [Fact]
    public void Tune_TimeIsUp_StopsAndReturnsTheBestSoFar()
    {
        var ml = new MLContext(seed: 1);
        var clock = new HandClock();

        // Each fit takes a second of the clock; five folds a trial, one final fit kept back.
        var slow = new TuningCandidate("slow", Ridge.Space, t =>
        {
            clock.Pass(TimeSpan.FromSeconds(1));
            return Ridge.Build(t);
        });
        var options = Few with { Trials = 500, Pruner = TrialPruner.None, MaxTime = TimeSpan.FromSeconds(100), Clock = clock, Validation = Few.Validation with { MaxParallelism = 1 } };

        var result = ml.Survival.Tune(View(ml), [slow], options);

        Assert.Equal(TuningStop.Time, result.Stopped);
        Assert.InRange(clock.Elapsed.TotalSeconds, 90, 110);
        Assert.InRange(result.Trials.Count, 17, 19);
        Assert.Contains("the time was up", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tune_Cancelled_ReturnsTheBestSoFar()
    {
        var ml = new MLContext(seed: 1);
        using var source = new CancellationTokenSource();
        var options = Few with { Trials = 500, Validation = Few.Validation with { CancellationToken = source.Token, MaxParallelism = 1 } };
        var progress = new Immediate<TuningProgress>(p =>
        {
            if (p.Done == 7)
            {
                source.Cancel();
            }
        });

        var data = View(ml);
        var result = ml.Survival.Tune(data, [Ridge], options, progress);

        Assert.Equal((TuningStop.Cancelled, 7), (result.Stopped, result.Trials.Count));
        Assert.Equal(120, result.Model.Transform(data).GetColumn<float>("Score").Count());
        Assert.Throws<OperationCanceledException>(() => ml.Survival.Tune(data, [Ridge], options));
    }

    [Fact]
    public void Tune_WorthlessTrials_ArePruned()
    {
        var ml = new MLContext(seed: 1);

        // The wrong sign of the only feature that tells anything: worse on every fold.
        var candidate = new TuningCandidate("sign", new SearchSpace().Choice("sign", ["right", "wrong"]), t => t.Values.Choice("sign") == "right"
            ? Ridge1(t)
            : Ridge1(t).Append(t.Context.Transforms.Expression("Score", "s => -s", "Score")));

        var result = ml.Survival.Tune(View(ml, 300), [candidate], Few with { Search = SearchMethod.Random });

        var wrong = result.Trials.Where(t => t.Values.Choice("sign") == "wrong" && t.Number >= Few.Batch).ToList();
        Assert.NotEmpty(wrong);
        Assert.All(wrong, t => Assert.Equal((TrialState.Pruned, 4), (t.State, t.Folds.Count)));
        Assert.All(result.Trials.Where(t => t.Values.Choice("sign") == "right"), t => Assert.Equal(TrialState.Complete, t.State));
        Assert.Equal("right", result.Chosen.Values.Choice("sign"));

        static IEstimator<ITransformer> Ridge1(TrialSetting t) => t.Context.Survival.Trainers.Cox(t.Apply(new CoxTrainerOptions { RidgePerEvent = 1 }));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 0)]
    public void Choice_OneStandardError_IsTheSimplestWithinIt(bool oneStandardError, int expected)
    {
        TuningTrial[] trials =
        [
            Trial(0, 0.80, 0.05, complexity: 9), Trial(1, 0.76, 0.01, complexity: 2), Trial(2, 0.74, 0.01, complexity: 0), Trial(3, 0.77, 0.01, complexity: 2),
            Trial(4, 0.79, 0.01, complexity: 1) with { State = TrialState.Pruned },
        ];

        Assert.Equal(expected, TrialChoice.Of(trials, oneStandardError)!.Number);

        // Among candidates: the first whose best is within the error of the best of all.
        Assert.Equal(expected == 0 ? 0 : 1, TrialChoice.Among([[trials[2]], [trials[1]], [trials[0]]], oneStandardError)!.Number);

        static TuningTrial Trial(int number, double mean, double error, double complexity) => new()
        {
            Candidate = "c",
            Number = number,
            Values = new TrialValues(new SearchSpace(), []),
            State = TrialState.Complete,
            Folds = [mean],
            StandardError = error,
            Complexity = complexity,
        };
    }

    [Fact]
    public void Tune_Options_NameAllFaults()
    {
        var ml = new MLContext(seed: 1);
        var options = Few with { Trials = 0, MaxTime = TimeSpan.Zero, PruneBelow = 2, PruneAfter = 0, Batch = 0, FewestEvents = 0, Metric = TuningMetric.Auc(13) };

        var error = Assert.Throws<ArgumentException>(() => ml.Survival.Tune(View(ml), [Ridge], options));

        Assert.All(["Trials is 0", "MaxTime", "PruneBelow is 2", "PruneAfter is 0", "Batch is 0", "FewestEvents is 0", "AUC at 13"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Contains("called 'ridge'", Assert.Throws<ArgumentException>(() => ml.Survival.Tune(View(ml), [Ridge, Ridge], Few)).Message, StringComparison.Ordinal);
    }

    private sealed class Immediate<T>(Action<T> act) : IProgress<T>
    {
        public void Report(T value) => act(value);
    }
}
