using HccRisk.Survival.Curves;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Evaluation;

public sealed class SurvivalEvaluatorTests
{
    private static readonly RiskGroups AtZero = new([0], "given");

    // The curves of a group are those of its rows alone, the test is that of all rows: each computed here on its own.
    [Fact]
    public void Evaluate_Groups_AreTheCurvesOfTheirRows()
    {
        var (outcome, score) = Cohort(200, 3);

        var groups = SurvivalEvaluator.Evaluate(outcome, score, [], new EvaluationOptions { Horizons = [5], Groups = AtZero }).Groups!;

        Assert.Equal(["low", "high"], groups.Groups.Select(g => g.Name));
        int[] high = [.. Enumerable.Range(0, score.Length).Where(i => score[i] > 0)];
        var own = outcome.Select(high);
        Assert.Equal((high.Length, high.Count(i => outcome.Events[i] == 1)), (groups.Groups[1].Patients, groups.Groups[1].Events));
        Assert.Equal(KaplanMeier.Fit(own.WithCause(1)).Survival, groups.Groups[1].Survival.Survival);
        var incidence = AalenJohansen.Fit(own);
        Assert.Equal(incidence.Incidence(1), groups.Groups[1].Incidence!.Incidence);
        Assert.Equal(incidence.Times, groups.Groups[1].Incidence!.Times);

        // A symmetric interval at the 95% level, cut at 0 and 1.
        var (curve, at) = (groups.Groups[1].Incidence!, incidence.Times.Count / 2);
        Assert.Equal(Math.Min(1, curve.Incidence[at] + (1.959963984540054 * curve.StandardErrors[at])), curve.Upper[at], 1e-12);
        Assert.Equal(LogRank.Test(outcome.WithCause(1), Array.ConvertAll(score, s => s > 0 ? 1 : 0)).Test, groups.LogRank);
    }

    [Fact]
    public void Evaluate_AucCurve_RunsFromTheTenthOfTheEventsToTheLast()
    {
        var (outcome, score) = Cohort(200, 4);

        var metrics = SurvivalEvaluator.Evaluate(outcome, score, [], new EvaluationOptions { Horizons = [5], AucCurvePoints = 11 });

        double[] events = [.. Enumerable.Range(0, outcome.Count).Where(i => outcome.Events[i] == 1).Select(i => outcome.Times[i]).Order()];
        Assert.Equal(11, metrics.AucCurve.Count);
        Assert.Equal((events[events.Length / 10], events[^1]), (metrics.AucCurve[0].Time, metrics.AucCurve[^1].Time));
        Assert.Equal(
            TimeDependentAuc.CumulativeDynamic(outcome, score, [metrics.AucCurve[4].Time], cancellationToken: TestContext.Current.CancellationToken)[0].Auc.Value,
            metrics.AucCurve[4].Auc.Value);
        Assert.Empty(SurvivalEvaluator.Evaluate(outcome, score, [], new EvaluationOptions { Horizons = [5] }).AucCurve);
    }

    // Times of a data view are single precision, those of a cohort are not: the same follow-up, and every event of it is seen.
    [Fact]
    public void Evaluate_OwnTimesThroughAColumn_SeesEveryEvent()
    {
        var outcome = new SurvivalOutcome([8.1, 12.3, 20.7, 33.9], [1, 0, 1, 1]);
        double[] score = [3, 2, 1, 0], survival = [0.9, 0.8, 0.7, 0.6];
        MetricEstimate Alpha(Func<double, double> time) => SurvivalEvaluator.Evaluate(
            outcome, score, [], [.. survival.Select((s, i) => new OwnSurvival(time(outcome.Times[i]), s))], new EvaluationOptions { Horizons = [12] }).Alpha!;

        // Events over predicted hazard, by hand.
        Assert.Equal(3 / -survival.Sum(Math.Log), Alpha(t => (float)t).Value!.Value, 1e-12);
        Assert.Equal(Alpha(t => t).Value, Alpha(t => (float)t).Value);
    }

    // An external site without events is no error: what it cannot tell says why.
    [Fact]
    public void Evaluate_NobodyHadTheEvent_SaysSoEverywhere()
    {
        var outcome = new SurvivalOutcome([3, 5, 7, 9, 11, 13], [0, 2, 0, 2, 0, 0]);
        double[] score = [-2, -1, 1, 2, 0.5, -0.5];

        var metrics = SurvivalEvaluator.Evaluate(
            outcome, score, [new HorizonRisk(6, [0.1, 0.1, 0.2, 0.3, 0.2, 0.1])], new EvaluationOptions { Horizons = [6], AucCurvePoints = 10, Groups = AtZero });

        Assert.Equal(0, metrics.Events);
        Assert.All((MetricEstimate[])[metrics.Harrell, metrics.Concordance, metrics.Auc[0].Auc], e => Assert.NotEmpty(e.NotEstimable!));
        Assert.Empty(metrics.AucCurve);
        Assert.Null(metrics.Groups!.LogRank);
        Assert.Equal("no patient had the event", metrics.Groups.NotEstimable);

        // Nobody had the event: no patient counts as a case, the free and those with another cause err by the square of their risk.
        Assert.True(metrics.Brier[0].Brier.Value > 0);
    }

    [Fact]
    public void Evaluate_OneGroup_HasNoTest()
    {
        var (outcome, score) = Cohort(50, 5);

        var groups = SurvivalEvaluator.Evaluate(outcome, Array.ConvertAll(score, s => Math.Abs(s) + 1), [], new EvaluationOptions { Horizons = [5], Groups = AtZero }).Groups!;

        Assert.Equal("high", Assert.Single(groups.Groups).Name);
        Assert.Null(groups.LogRank);
        Assert.Contains("one group", groups.NotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_CauseZero_TakesEveryEvent()
    {
        var (outcome, score) = Cohort(150, 6);
        var options = new EvaluationOptions { Horizons = [5], Cause = 0, Groups = AtZero, AucCurvePoints = 5 };

        var any = SurvivalEvaluator.Evaluate(outcome, score, [], options);
        var same = SurvivalEvaluator.Evaluate(outcome.WithAnyCause(), score, [], options with { Cause = 1 });

        Assert.Equal(same.Concordance, any.Concordance);
        Assert.Equal(same.Auc, any.Auc);
        Assert.Equal(same.AucCurve, any.AucCurve);
        Assert.Equal(same.Groups!.LogRank, any.Groups!.LogRank);
        Assert.Null(any.Groups.Groups[0].Incidence);
    }

    [Theory]
    [InlineData(2, "low,high")]
    [InlineData(3, "low,intermediate,high")]
    [InlineData(4, "group 1,group 2,group 3,group 4")]
    public void RiskGroups_Names_FollowTheirNumber(int count, string names) =>
        Assert.Equal(names.Split(','), new RiskGroups([.. Enumerable.Range(1, count - 1).Select(i => (double)i)], "given").Names);

    // Two models that are one differ by nothing; the prediction without covariates is the reference of each.
    [Fact]
    public void Compare_AModelWithItself_DiffersByNothing()
    {
        var (outcome, score) = Cohort(150, 7);
        HorizonRisk Risk(double time) => new(time, Array.ConvertAll(score, s => 1 / (1 + Math.Exp(1 - s))));

        var comparison = RiskComparison.Of(outcome, [new ModelRisks("a", [Risk(4), Risk(8)]), new ModelRisks("b", [Risk(4), Risk(8)])]);

        Assert.Equal([("a", 4.0), ("b", 4.0), ("a", 8.0), ("b", 8.0)], comparison.Scores.Select(s => (s.Model, s.Time)));
        Assert.All(comparison.Contrasts.Where(c => c.Reference == "a"), c => Assert.Equal(0, c.Comparison.Difference.Value));
        Assert.Equal(4, comparison.Contrasts.Count(c => c.Reference is null));
        Assert.All(comparison.Contrasts.Where(c => c.Reference is null), c => Assert.Equal("Brier", c.Measure));
        var brier = comparison.Scores[0].Brier;
        Assert.Equal(brier.Brier.Value!.Value - brier.NullBrier!.Value, comparison.Contrasts[0].Comparison.Difference.Value!.Value, 1e-12);
    }

    [Fact]
    public void Compare_DifferentHorizons_AreRefused()
    {
        var (outcome, score) = Cohort(20, 8);
        HorizonRisk Risk(double time) => new(time, Array.ConvertAll(score, _ => 0.5));

        var error = Assert.Throws<ArgumentException>(() => RiskComparison.Of(outcome, [new ModelRisks("a", [Risk(4)]), new ModelRisks("b", [Risk(8)])]));

        Assert.Contains("'b' has risks at 8, model 'a' at 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SurvivalAt_BeyondFollowUp_IsUnknownUnlessNobodyIsLeft()
    {
        var open = KaplanMeier.Fit(new SurvivalOutcome([2, 4], [1, 0]));
        Assert.Equal([1, 0.5, 0.5, double.NaN], new[] { 1.0, 2, 4, 5 }.Select(open.SurvivalAt));
        Assert.Equal(0, KaplanMeier.Fit(new SurvivalOutcome([2, 4], [1, 1])).SurvivalAt(9));
    }

    /// <summary>Two causes, the first by the score, and censoring.</summary>
    private static (SurvivalOutcome Outcome, double[] Score) Cohort(int count, int seed)
    {
        var random = new Random(seed);
        var (times, events, score) = (new double[count], new int[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            score[i] = (2 * random.NextDouble()) - 1;
            double[] ends = [-Math.Log(1 - random.NextDouble()) / (0.1 * Math.Exp(score[i])), -Math.Log(1 - random.NextDouble()) / 0.05, 2 + (15 * random.NextDouble())];
            times[i] = ends.Min();
            events[i] = times[i] == ends[0] ? 1 : times[i] == ends[1] ? 2 : 0;
        }

        return (new SurvivalOutcome(times, events), score);
    }
}
