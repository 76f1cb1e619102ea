using CsCheck;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

public class ConcordanceComparisonTests
{
    /// <summary>The paired infinitesimal jackknife written out over all pairs (R's covariance of two concordances).</summary>
    [Fact]
    public void CompareHarrell_AnyCohort_EqualsTheDoubleSum() => Simulated.Cohorts.Sample(cohort =>
    {
        var (times, events, score) = cohort;
        double[] other = [.. score.Select((s, i) => i % 3 == 0 ? -s : s + (i % 2))];
        var outcome = new SurvivalOutcome(times, events);
        var one = Naive(times, events, score);
        var two = Naive(times, events, other);
        var actual = Concordance.CompareHarrell(outcome, score, other);
        if (actual.Difference.Value is not { } difference)
        {
            Assert.NotNull(actual.Difference.NotEstimable);
            return;
        }

        Assert.Equal(one.C - two.C, difference, 1e-12);
        var error = Math.Sqrt(one.Influence.Zip(two.Influence, (a, b) => (a - b) * (a - b)).Sum());
        Assert.Equal(error, actual.Difference.StandardError ?? 0, 1e-12);
    });

    [Fact]
    public void CompareUno_SameRanking_HasNoDifferenceAndNoTest()
    {
        var (outcome, x) = Simulated.Cox(80, 1, 4);
        var same = Concordance.CompareUno(outcome, x, [.. x.Select(Math.Exp)], 1);
        Assert.Equal(0, same.Difference.Value);
        Assert.Null(same.PValue);
        var noise = Concordance.CompareUno(outcome, x, [.. x.Select((v, i) => (double)(i * 37 % 80))], 1);
        Assert.Equal(Concordance.Uno(outcome, x, 1).Estimate.Value - Concordance.Uno(outcome, [.. x.Select((v, i) => (double)(i * 37 % 80))], 1).Estimate.Value, noise.Difference.Value);
        Assert.InRange(noise.PValue!.Value, 0, 0.05);
        Assert.Contains("same score", Concordance.CompareUno(outcome, x, new double[80]).Difference.NotEstimable, StringComparison.Ordinal);
    }

    private static (double C, double[] Influence) Naive(double[] times, int[] events, double[] score)
    {
        var n = times.Length;
        var agreement = new double[n];
        var pairs = new double[n];
        double sum = 0, total = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (events[i] != 0 && (times[i] < times[j] || (times[i] == times[j] && events[j] == 0)))
                {
                    var h = score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
                    sum += h;
                    total++;
                    agreement[i] += h;
                    agreement[j] += h;
                    pairs[i]++;
                    pairs[j]++;
                }
            }
        }

        return (sum / total, [.. Enumerable.Range(0, n).Select(i => (agreement[i] - sum / total * pairs[i]) / total)]);
    }
}
