using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tests.Learning;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;
using Microsoft.ML.Data;
using static HccRisk.Survival.Tests.Tuning.Candidates;

namespace HccRisk.Survival.Tests.Tuning;

public sealed class AutoFitTests
{
    private static readonly NestedOptions Small = new() { Folds = 3, Tuning = Few with { Trials = 2, Validation = new CrossValidationOptions { Folds = 3, Seed = 3 } } };

    [Fact]
    public void AutoFit_BuiltInCandidates_AreAllComparedWithCoxRidge()
    {
        var ml = new MLContext(seed: 1);
        var data = View(ml, 160);
        AutoFitResult Run(int threads) => ml.Survival.AutoFit(data, Small with { Tuning = Small.Tuning with { Validation = Small.Tuning.Validation with { MaxParallelism = threads } } });

        var (one, four) = (Run(1), Run(4));

        Assert.Equal(SurvivalCandidates.All().Select(c => c.Name), one.Rows.Select(r => r.Candidate));
        Assert.Equal(("Cox ridge", null), (one.Reference.Candidate, one.Reference.Difference));
        Assert.All(one.Rows, r => Assert.True(r.WhyNot is null, r.WhyNot));
        Assert.All(one.Rows.Skip(1), r => Assert.NotNull(r.Difference!.Lower));
        Assert.Equal(one.Rows.Max(r => r.Outer!.Mean.Value), one.Winner.Outer!.Mean.Value);
        Assert.Equal(Text(one.Trials), Text(four.Trials));
        Assert.Equal(one.ToString(), four.ToString());
        Assert.All(one.Rows.Zip(four.Rows), p => Assert.Equal(p.First.Validation!.Scores, p.Second.Validation!.Scores));
        Assert.Equal(160, one.Model.Transform(data).GetColumn<float>("Score").Count());
        Assert.Contains("no information", one.Table!.Models);
        Assert.Contains("Cox ridge", one.Table.Models);
    }

    [Fact]
    public void AutoFit_Difference_IsPairedByFold()
    {
        var ml = new MLContext(seed: 1);
        var noise = new TuningCandidate("last feature only", new SearchSpace(), t => t.Context.Transforms
            .CustomMapping<Wide, Narrow>((from, to) => to.One = [from.Features[2]], null)
            .Append(t.Context.Survival.Trainers.Cox(t.Apply(new CoxTrainerOptions { FeatureColumn = "One" }))));

        var result = ml.Survival.AutoFit(View(ml, 240), Small, [noise]);

        // The reference is put first though it was not given; the mean of the differences is the difference of the means.
        Assert.Equal(["Cox ridge", "last feature only"], result.Rows.Select(r => r.Candidate));
        var (first, second) = (result.Rows[0].Outer!, result.Rows[1].Outer!);
        double[] differences = [.. second.Values.Zip(first.Values, (a, b) => a!.Value - b!.Value)];
        var mean = differences.Average();
        Assert.Equal(mean, result.Rows[1].Difference!.Value!.Value, 1e-12);

        // Nadeau and Bengio with three folds of a third: variance times 1/3 + 1/2.
        var error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 2 * ((1.0 / 3) + 0.5));
        Assert.Equal(error, result.Rows[1].Difference!.StandardError!.Value, 1e-12);
        Assert.Equal("Cox ridge", result.Winner.Candidate);
        Assert.Contains(result.Remarks, r => r == "No candidate was better than Cox ridge.");
    }

    [Fact]
    public void AutoFit_ModelsThatTellNobodyApart_CountAsAHalf()
    {
        // A penalty so great that no feature is left: in one outer fold of three only, and in all of them.
        var ml = new MLContext(seed: 1);
        TuningCandidate Empty(string name, Func<TrialSetting, bool> isEmpty) => new(name, new SearchSpace(), t =>
            t.Context.Survival.Trainers.CoxNet(t.Apply(new CoxNetTrainerOptions { Lambda = isEmpty(t) ? 1e6 : 0 })));
        var first = TrialSearch.SeedOf(Small.Tuning.Seed, "once", 1, 0);

        var result = ml.Survival.AutoFit(View(ml), Small, [Empty("always", _ => true), Empty("once", t => t.Seed == first)]);

        var (always, once) = (result.Rows[1], result.Rows[2]);
        Assert.Equal([0.5, 0.5, 0.5], always.Outer!.Values.Select(v => v!.Value));
        Assert.Equal((0.5, 0), (always.Outer.Mean.Value, always.Outer.NotEstimable.Count));
        Assert.All(always.Chosen!.Folds, f => Assert.Equal(0.5, f));
        Assert.Equal(0.5, once.Outer!.Values[0]);
        Assert.Equal(once.Outer.Values.Average()!.Value, once.Outer.Mean.Value!.Value, 1e-12);
    }

    [Fact]
    public void AutoFit_CandidateThatFails_IsShownWithItsReason()
    {
        var ml = new MLContext(seed: 1);
        var broken = new TuningCandidate("broken", new SearchSpace(), _ => throw new InvalidOperationException("no such trainer"));

        var result = ml.Survival.AutoFit(View(ml), Small, [broken]);

        Assert.Contains("no such trainer", result.Rows[1].WhyNot, StringComparison.Ordinal);
        Assert.Equal((4, 4), (result.Rows[1].Trials, result.Rows[1].Failed));
        Assert.Contains("broken was not validated", result.ToString(), StringComparison.Ordinal);
        Assert.Equal("Cox ridge", result.Winner.Candidate);
    }

    [Fact]
    public void AutoFit_Cancelled_ReturnsTheBestSoFarAndSaysSo()
    {
        var ml = new MLContext(seed: 1);
        using var source = new CancellationTokenSource();
        var options = Small with { Tuning = Small.Tuning with { Trials = 100, Validation = Small.Tuning.Validation with { CancellationToken = source.Token } } };
        var progress = new Progress(p =>
        {
            if (p.Done == 20)
            {
                source.Cancel();
            }
        });

        var data = View(ml);
        var result = ml.Survival.AutoFit(data, options, [SurvivalCandidates.CoxRidge()], progress);

        Assert.Equal(TuningStop.Cancelled, result.Stopped);
        Assert.Null(result.Winner.Outer);
        Assert.Contains(result.Remarks, r => r.Contains("cancelled: the best of those", StringComparison.Ordinal));
        Assert.Equal(120, result.Model.Transform(data).GetColumn<float>("Score").Count());
    }

    [Fact]
    public void AutoFit_TimeAndTrials_EndsByWhicheverComesFirst()
    {
        var ml = new MLContext(seed: 1);

        // An hour is more than a few trials take on any machine.
        var result = ml.Survival.AutoFit(View(ml), Small with { Tuning = Small.Tuning with { MaxTime = TimeSpan.FromHours(1) } }, [SurvivalCandidates.CoxRidge()]);

        Assert.Equal(TuningStop.Trials, result.Stopped);
    }

    [Fact]
    public void AutoFit_TimeIsUp_EndsWithinATenthWithEverythingCompared()
    {
        var ml = new MLContext(seed: 1);
        var clock = new HandClock();
        var slow = new TuningCandidate("slow", SurvivalCandidates.CoxRidge().Space, t =>
        {
            clock.Pass(TimeSpan.FromSeconds(3));
            return SurvivalCandidates.CoxRidge().Build(t);
        });
        var options = Small with
        {
            Tuning = Small.Tuning with { Trials = 500, MaxTime = TimeSpan.FromSeconds(300), Clock = clock, Validation = Small.Tuning.Validation with { MaxParallelism = 1 } },
        };

        var result = ml.Survival.AutoFit(View(ml), options, [slow]);

        // Four searches of three folds, three seconds a fit of one of the two candidates; three outer fits and perhaps a last one after the search.
        Assert.Equal(TuningStop.Time, result.Stopped);
        Assert.InRange(clock.Elapsed.TotalSeconds, 270, 330);
        Assert.All(result.Rows, r => Assert.NotNull(r.Outer));
    }

    private sealed class Wide
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Narrow
    {
        [VectorType(1)]
        public float[] One { get; set; } = [];
    }

    private sealed class Progress(Action<TuningProgress> act) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => act(value);
    }
}
