using CsCheck;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

public class MetricPropertyTests
{
    [Fact]
    public void Harrell_AnyCohort_EqualsCountingAllPairs() => Simulated.Cohorts.Sample(cohort =>
    {
        var (times, events, score) = cohort;
        double concordant = 0, discordant = 0, tied = 0, tiedTime = 0, tiedBoth = 0;
        for (var i = 0; i < times.Length; i++)
        {
            for (var j = 0; j < times.Length; j++)
            {
                if (i < j && times[i] == times[j] && events[i] != 0 && events[j] != 0)
                {
                    tiedBoth += score[i] == score[j] ? 1 : 0;
                    tiedTime += score[i] != score[j] ? 1 : 0;
                }

                if (events[i] != 0 && (times[i] < times[j] || (times[i] == times[j] && events[j] == 0)))
                {
                    concordant += score[i] > score[j] ? 1 : 0;
                    discordant += score[i] < score[j] ? 1 : 0;
                    tied += score[i] == score[j] ? 1 : 0;
                }
            }
        }

        var actual = Concordance.Harrell(new SurvivalOutcome(times, events), score);
        Assert.Equal((concordant, discordant, tied, tiedTime, tiedBoth), (actual.Concordant, actual.Discordant, actual.TiedScore, actual.TiedTime, actual.TiedBoth));
    });

    [Fact]
    public void Uno_AnyCohort_EqualsTheDoubleSum() => Simulated.Cohorts.Sample(cohort =>
    {
        var (times, events, score) = cohort;
        var outcome = new SurvivalOutcome(times, events);
        const double Tau = 15;
        double numerator = 0, denominator = 0;
        for (var i = 0; i < times.Length; i++)
        {
            double g = 1;
            for (var t = 1; t < times[i]; t++)
            {
                var censored = Enumerable.Range(0, times.Length).Count(k => times[k] == t && events[k] == 0);
                g *= 1 - (double)censored / Math.Max(1, times.Count(v => v >= t));
            }

            for (var j = 0; j < times.Length; j++)
            {
                if (events[i] != 0 && times[i] < Tau && times[j] > times[i])
                {
                    denominator += 1 / (g * g);
                    numerator += (score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0) / (g * g);
                }
            }
        }

        var actual = Concordance.Uno(outcome, score, Tau);
        if (actual.Estimate.Value is { } value)
        {
            Assert.Equal(numerator / denominator, value, 1e-12);
        }
        else
        {
            Assert.True(denominator == 0 || score.Distinct().Count() == 1, actual.Estimate.NotEstimable);
        }
    });

    [Fact]
    public void ConcordanceAndAuc_RowOrderMonotoneScoreAndTimeUnit_DoNotMatter() => Simulated.Cohorts.Sample(cohort =>
    {
        var (times, events, score) = cohort;
        var outcome = new SurvivalOutcome(times, events);
        var rows = Simulated.Permutation(times.Length, 3);
        var changed = new SurvivalOutcome(times.Take(rows).Select(t => t * 30.4375).ToArray(), Array.ConvertAll(rows, i => events[i]));
        double[] moved = [.. score.Take(rows).Select(s => Math.Exp(s) + 7)];
        Same(Concordance.Harrell(outcome, score).Estimate, Concordance.Harrell(changed, moved).Estimate);
        Same(Concordance.Uno(outcome, score, 12).Estimate, Concordance.Uno(changed, moved, 12 * 30.4375).Estimate);
        foreach (var controls in Enum.GetValues<AucControls>())
        {
            var options = new TimeDependentAucOptions { Controls = controls };
            Same(
                Auc(outcome, score, [8], options)[0].Auc,
                Auc(changed, moved, [8 * 30.4375], options)[0].Auc);
        }

        static void Same(MetricEstimate a, MetricEstimate b)
        {
            Assert.Equal(a.Value is null, b.Value is null);
            Assert.Equal(a.Value ?? 0, b.Value ?? 0, 1e-12);
            Assert.Equal(a.StandardError ?? 0, b.StandardError ?? 0, 1e-10);
        }
    });

    [Fact]
    public void CumulativeDynamic_ReversedScore_IsOneMinus() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        var auc = Auc(outcome, cohort.Score, [6])[0].Auc.Value;
        var reversed = Auc(outcome, cohort.Score.Select(s => -s).ToArray(), [6])[0].Auc.Value;
        Assert.Equal(auc is null, reversed is null);
        Assert.Equal(auc ?? 0, 1 - reversed ?? 0, 1e-12);
    });

    /// <summary>The jackknife and the infinitesimal jackknife agree to order 1/n: within 3 % for 200 patients with heavy ties.</summary>
    [Theory]
    [InlineData(AucConvention.RiskRegression, AucControls.EventFree)]
    [InlineData(AucConvention.RiskRegression, AucControls.EventFreeOrOtherCause)]
    [InlineData(AucConvention.TimeRoc, AucControls.EventFreeOrOtherCause)]
    public void CumulativeDynamic_StandardError_AgreesWithTheJackknife(AucConvention convention, AucControls controls)
    {
        var (outcome, score) = Competing();
        var options = new TimeDependentAucOptions { Convention = convention, Controls = controls };
        var ours = Auc(outcome, score, [4], options)[0].Auc.StandardError!.Value;
        var jackknife = Jackknife(outcome.Count, rows =>
            Auc(outcome.Select(rows), score.Take(rows), [4], options)[0].Auc.Value!.Value);
        Assert.InRange(ours / jackknife, 0.97, 1.03);
    }

    [Fact]
    public void Brier_StandardError_AgreesWithTheJackknife()
    {
        var (outcome, score) = Competing();
        double[] risk = [.. score.Select(s => 1 / (1 + Math.Exp(-s)))];
        var ours = BrierScore.At(outcome, risk, 4).Brier.StandardError!.Value;
        var jackknife = Jackknife(outcome.Count, rows => BrierScore.At(outcome.Select(rows), risk.Take(rows), 4).Brier.Value!.Value);
        Assert.InRange(ours / jackknife, 0.97, 1.03);
    }

    [Fact]
    public void Harrell_StandardError_AgreesWithTheJackknife()
    {
        var (outcome, score) = Competing();
        var ours = Concordance.Harrell(outcome, score).Estimate.StandardError!.Value;
        var jackknife = Jackknife(outcome.Count, rows => Concordance.Harrell(outcome.Select(rows), score.Take(rows)).Estimate.Value!.Value);
        Assert.InRange(ours / jackknife, 0.97, 1.03);
    }

    [Fact]
    public void CumulativeDynamic_NotEstimable_SaysWhy()
    {
        var outcome = new SurvivalOutcome([1, 2, 3, 4], [1, 0, 1, 0]);
        var results = Auc(outcome, [4, 3, 2, 1], [0.5, 2.5, 4, 5]);
        Assert.Contains("no patient had the event", results[0].Auc.NotEstimable, StringComparison.Ordinal);
        Assert.Equal(1, results[1].Auc.Value);
        Assert.Equal(1, results[2].Auc.Value!.Value, 1e-12);
        Assert.Contains("no controls", Auc(new SurvivalOutcome([1, 2, 3, 4], [1, 0, 1, 1]), [4, 3, 2, 1], [4])[0].Auc.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("nobody was followed to 5: the longest follow-up is 4", results[3].Auc.NotEstimable, StringComparison.Ordinal);
        var tied = Auc(outcome, [1, 1, 1, 1], [2.5])[0];
        Assert.Contains("same score", tied.Auc.NotEstimable, StringComparison.Ordinal);
        Assert.All(results.Append(tied), r => Assert.True(r.Auc.Value is null == r.Auc.NotEstimable is not null));
    }

    [Fact]
    public void CumulativeDynamic_OneCompetingEventBeforeTheHorizon_IsEstimated()
    {
        var (outcome, x) = Simulated.Cox(60, 3, 5);
        var events = outcome.Events.ToArray();
        events[Array.FindIndex(outcome.Times.ToArray(), t => t < 0.3)] = 2;
        var competing = new SurvivalOutcome(outcome.Times, events);
        var result = Auc(competing, [.. Enumerable.Range(0, 60).Select(i => x[3 * i])], [0.3])[0];
        Assert.InRange(result.Auc.Value!.Value, 0, 1);
        Assert.True(result.Auc.StandardError > 0);
    }

    [Fact]
    public void Concordance_NotEstimable_SaysWhy()
    {
        double[] score = [1, 2, 3];
        Assert.Contains("censored", Concordance.Harrell(new SurvivalOutcome([1, 2, 3], [0, 0, 0]), score).Estimate.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("nobody outlived", Concordance.Harrell(new SurvivalOutcome([2, 2, 2], [1, 1, 1]), score).Estimate.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("same score", Concordance.Harrell(new SurvivalOutcome([1, 2, 3], [1, 1, 1]), [5, 5, 5]).Estimate.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("before tau", Concordance.Uno(new SurvivalOutcome([1, 2, 3], [1, 1, 1]), score, 0.5).Estimate.NotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void Metrics_BadInput_NamesIndexAndValue()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 0, 1]);
        Assert.Contains("NaN at index 1", Assert.Throws<ArgumentException>(() => Concordance.Harrell(outcome, [1, double.NaN, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("2 values, 'outcome' has 3", Assert.Throws<ArgumentException>(() => Concordance.Uno(outcome, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Horizon 0 is -1", Assert.Throws<ArgumentException>(() => Auc(outcome, [1, 2, 3], [-1])).Message, StringComparison.Ordinal);
        Assert.Contains("1.5 at index 2", Assert.Throws<ArgumentException>(() => BrierScore.At(outcome, [0, 1, 1.5], 2)).Message, StringComparison.Ordinal);
        var faults = Assert.Throws<ArgumentException>(() => new TimeDependentAucOptions { Cause = 0, Level = 2 }.Validate()).Message;
        Assert.Contains("Cause is 0", faults, StringComparison.Ordinal);
        Assert.Contains("Level is 2", faults, StringComparison.Ordinal);
    }

    private static (SurvivalOutcome Outcome, double[] Score) Competing()
    {
        var (outcome, x) = Simulated.Cox(200, 3, 11, tieGrid: 8);
        var events = outcome.Events.ToArray();
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = events[i] == 1 && i % 4 == 0 ? 2 : events[i];
        }

        return (new SurvivalOutcome(outcome.Times, events), [.. Enumerable.Range(0, 200).Select(i => Math.Round(x[3 * i], 1))]);
    }

    private static IReadOnlyList<TimeDependentAucResult> Auc(SurvivalOutcome outcome, double[] score, double[] times, TimeDependentAucOptions? options = null) =>
        TimeDependentAuc.CumulativeDynamic(outcome, score, times, options, TestContext.Current.CancellationToken);

    private static double Jackknife(int n, Func<int[], double> statistic)
    {
        var left = Enumerable.Range(0, n).Select(i => statistic([.. Enumerable.Range(0, n).Where(k => k != i)])).ToArray();
        var mean = left.Average();
        return Math.Sqrt(left.Sum(v => (v - mean) * (v - mean)) * (n - 1) / n);
    }
}
