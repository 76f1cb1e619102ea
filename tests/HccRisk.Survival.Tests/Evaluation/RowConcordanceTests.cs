using CsCheck;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

/// <summary>R's values for fitted Cox models (start-stop, weights, strata, clusters) are compared in the tests of the cox command.</summary>
public class RowConcordanceTests
{
    [Fact]
    public void OfRows_PlainRows_EqualsHarrell() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        var expected = Concordance.Harrell(outcome, cohort.Score).Estimate;
        var actual = Concordance.OfRows(outcome, cohort.Score);
        if (expected.Value is { } value)
        {
            Assert.Equal(value, actual.Value!.Value, 1e-12);
            Assert.Equal(expected.StandardError ?? 0, actual.StandardError ?? 0, 1e-12);
        }
    });

    [Fact]
    public void OfRows_WeightsEntriesStrataAndClusters_EqualsCountingPairs() => Simulated.Cohorts.Sample(cohort =>
    {
        var n = cohort.Times.Length;
        double[] entries = [.. cohort.Times.Select((t, i) => i % 3 == 0 ? 0 : t * (i % 4) / 5)];
        double[] weights = [.. cohort.Score.Select((s, i) => 0.5 + Math.Abs(s) + i % 2)];
        int[] strata = [.. Enumerable.Range(0, n).Select(i => i % 2)];
        int[] clusters = [.. Enumerable.Range(0, n).Select(i => i / 3)];
        double agreement = 0, pairs = 0;
        var each = new double[n];
        var all = new double[n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var outlives = cohort.Times[j] > cohort.Times[i] || (cohort.Times[j] == cohort.Times[i] && cohort.Events[j] == 0);
                if (cohort.Events[i] != 0 && strata[i] == strata[j] && outlives && entries[j] < cohort.Times[i])
                {
                    var (pair, sign) = (weights[i] * weights[j], Math.Sign(cohort.Score[i] - cohort.Score[j]));
                    agreement += pair * sign;
                    pairs += pair;
                    each[i] += pair * sign;
                    each[j] += pair * sign;
                    all[i] += pair;
                    all[j] += pair;
                }
            }
        }

        var actual = Concordance.OfRows(new SurvivalOutcome(cohort.Times, cohort.Events).WithEntries(entries).WithWeights(weights), cohort.Score, strata, clusters);
        if (pairs == 0)
        {
            Assert.Contains("no comparable pair", actual.NotEstimable, StringComparison.Ordinal);
            return;
        }

        var variance = Enumerable.Range(0, n).GroupBy(i => clusters[i]).Sum(c => Math.Pow(c.Sum(i => (each[i] - agreement / pairs * all[i]) / pairs / 2), 2));
        Assert.Equal((agreement / pairs + 1) / 2, actual.Value!.Value, 1e-11);
        Assert.Equal(Math.Sqrt(variance), actual.StandardError ?? 0, 1e-8);
    });
}
