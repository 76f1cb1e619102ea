using CsCheck;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.HypothesisTests;

public class LogRankFamilyTests
{
    // Remission of leukaemia under 6-MP and placebo, weeks (Freireich et al., Blood 1963); the set of most textbooks.
    private static readonly double[] Drug = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
    private static readonly int[] DrugEvents = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
    private static readonly double[] Placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

    [Theory]
    [InlineData("log-rank", 16.79)]
    [InlineData("Gehan-Wilcoxon", 13.46)]
    [InlineData("Tarone-Ware", 15.12)]
    public void Test_TextbookTrial_EqualsThePublishedStatistics(string name, double expected)
    {
        // Kleinbaum and Klein, Survival Analysis, chapter 2 (Stata's sts test): two decimals are printed.
        LogRankWeights[] all = [LogRankWeights.Equal, LogRankWeights.Gehan, LogRankWeights.TaroneWare];
        var outcome = new SurvivalOutcome([.. Drug, .. Placebo], [.. DrugEvents, .. Placebo.Select(_ => 1)]);
        int[] groups = [.. Drug.Select(_ => 0), .. Placebo.Select(_ => 1)];
        Assert.Equal(expected, LogRank.Test(outcome, groups, all.Single(w => w.Name == name)).Test.Statistic, 0.005);
    }

    [Fact]
    public void Test_EveryWeight_EqualsThePlainSums() => Simulated.Cohorts.Sample(cohort =>
    {
        var groups = Groups(cohort.Score);
        if (groups.Distinct().Count() < 2)
        {
            return;
        }

        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        foreach (var (weights, of) in ((LogRankWeights, Func<double, double, double>)[])
            [
                (LogRankWeights.Equal, (_, _) => 1), (LogRankWeights.Gehan, (n, _) => n), (LogRankWeights.TaroneWare, (n, _) => Math.Sqrt(n)),
                (LogRankWeights.PetoPeto, (_, s) => s), (LogRankWeights.FlemingHarrington(0.5, 2), (_, s) => Math.Sqrt(s) * (1 - s) * (1 - s)),
            ])
        {
            var test = LogRank.Test(outcome, groups, weights);
            var (difference, variance) = Plain(cohort.Times, cohort.Events, groups, test.Groups[0].Group, of);
            Assert.Equal(difference, test.Groups[0].Observed - test.Groups[0].Expected, 1e-10);
            Assert.Equal(variance, test.Covariance(0, 0), 1e-10 * Math.Max(1, variance));
        }
    });

    [Fact]
    public void Test_Gehan_CountsThePairsWhoseOrderIsKnown() => Simulated.Cohorts.Sample(cohort =>
    {
        var groups = cohort.Score.Select(s => s > 0 ? 1 : 0).ToArray();
        if (groups.Distinct().Count() < 2)
        {
            return;
        }

        // Gehan 1965: the score counts, over pairs of one patient of each group, who is known to have failed first.
        double score = 0;
        for (var i = 0; i < groups.Length; i++)
        {
            for (var j = 0; j < groups.Length; j++)
            {
                if (groups[i] == 0 && groups[j] == 1)
                {
                    score += Before(i, j) - Before(j, i);
                }
            }
        }

        var first = LogRank.Test(new SurvivalOutcome(cohort.Times, cohort.Events), groups, LogRankWeights.Gehan).Groups[0];
        Assert.Equal(score, first.Observed - first.Expected, 1e-9);

        int Before(int a, int b) =>
            cohort.Events[a] != 0 && (cohort.Times[a] < cohort.Times[b] || (cohort.Times[a] == cohort.Times[b] && cohort.Events[b] == 0)) ? 1 : 0;
    });

    [Fact]
    public void Trend_WithoutTies_IsTheScoreTestOfCox()
    {
        var (outcome, x) = Simulated.Cox(300, 3, 11);
        int[] groups = [.. Enumerable.Range(0, 300).Select(i => (int)Math.Floor(Math.Clamp(x[3 * i], -1.5, 1.5)) + 1000)];
        double[] column = [.. groups.Select(g => (double)g)];
        var trend = LogRank.Test(outcome, groups).Trend();
        Assert.Equal(1, trend.DegreesOfFreedom);
        Reference.Close(CoxModel.Fit(column, 1, outcome, cancellationToken: TestContext.Current.CancellationToken).ScoreTest!.Statistic, trend.Statistic, 1e-9, "trend");
        var two = LogRank.Test(outcome, Array.ConvertAll(groups, g => g > 999 ? 1 : 0));
        Reference.Close(two.Test.Statistic, two.Trend([3, -2]).Statistic, 1e-10, "two groups");
        Assert.Equal(0, two.Trend([5, 5]).DegreesOfFreedom);
        Assert.Contains("'scores' has 1 values", Assert.Throws<ArgumentException>(() => two.Trend([5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairwise_ThreeGroups_TestsEachPairAloneAndAdjusts()
    {
        var (outcome, x) = Simulated.Cox(90, 3, 3);
        int[] groups = [.. Enumerable.Range(0, 90).Select(i => i % 3)];
        int[] strata = [.. Enumerable.Range(0, 90).Select(i => x[3 * i + 1] > 0 ? 1 : 0)];
        var pairs = LogRank.Pairwise(outcome, groups, PValueAdjustment.Holm, LogRankWeights.Gehan, strata);
        Assert.Equal([(0, 1), (0, 2), (1, 2)], pairs.Select(p => (p.First, p.Second)));
        foreach (var pair in pairs)
        {
            int[] rows = [.. Enumerable.Range(0, 90).Where(i => groups[i] == pair.First || groups[i] == pair.Second)];
            var alone = LogRank.Test(outcome.Select(rows), [.. rows.Select(i => groups[i])], LogRankWeights.Gehan, [.. rows.Select(i => strata[i])]);
            Assert.Equal(alone.Test.PValue, pair.Result.Test.PValue, 1e-14);
        }

        Assert.Equal(PValues.Adjust([.. pairs.Select(p => p.Result.Test.PValue)], PValueAdjustment.Holm), pairs.Select(p => p.AdjustedPValue));
    }

    [Fact]
    public void Pairwise_PairWithoutEvents_HasNoDegreesOfFreedom()
    {
        var pairs = LogRank.Pairwise(new SurvivalOutcome([1, 2, 3, 4, 5, 6], [1, 1, 0, 0, 0, 0]), [1, 1, 2, 2, 3, 3]);
        Assert.True(double.IsNaN(pairs[2].Result.Test.PValue) && double.IsNaN(pairs[2].AdjustedPValue));
    }

    [Fact]
    public void Adjust_WorkedExample_EqualsTheDefinitions()
    {
        // By hand: sorted 0.005, 0.01, 0.03, 0.04 are multiplied by 4, 3, 2, 1 (Holm) and by 4/1, 4/2, 4/3, 4/4 (BH), then made monotone.
        double[] p = [0.01, 0.04, 0.03, 0.005];
        Reference.Close([0.03, 0.06, 0.06, 0.02], PValues.Adjust(p, PValueAdjustment.Holm), 1e-14, "Holm");
        Reference.Close([0.02, 0.04, 0.04, 0.02], PValues.Adjust(p, PValueAdjustment.BenjaminiHochberg), 1e-14, "BH");
        Reference.Close([0.04, 0.16, 0.12, 0.02], PValues.Adjust(p, PValueAdjustment.Bonferroni), 1e-14, "Bonferroni");
        Assert.Equal(p, PValues.Adjust(p, PValueAdjustment.None));
        Reference.Close([0.03, double.NaN, 0.06, 0.06, 0.02], PValues.Adjust([p[0], double.NaN, .. p[1..]], PValueAdjustment.Holm), 1e-14, "not estimable");
        Assert.Throws<ArgumentOutOfRangeException>(() => PValues.Adjust([1.5], PValueAdjustment.Holm));
    }

    [Fact]
    public void FlemingHarrington_BadExponents_AreRefused()
    {
        Assert.Same(LogRankWeights.Equal, LogRankWeights.FlemingHarrington(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogRankWeights.FlemingHarrington(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogRankWeights.FlemingHarrington(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LogRankWeights.FlemingHarrington(1, -1));
    }

    private static int[] Groups(double[] score) => Array.ConvertAll(score, s => Math.Sign(s));

    private static (double Difference, double Variance) Plain(double[] times, int[] events, int[] groups, int code, Func<double, double, double> weight)
    {
        double difference = 0, variance = 0, survival = 1;
        foreach (var t in times.Distinct().Order())
        {
            double n = times.Count(u => u >= t), mine = Enumerable.Range(0, times.Length).Count(i => times[i] >= t && groups[i] == code);
            double d = Enumerable.Range(0, times.Length).Count(i => times[i] == t && events[i] != 0);
            double own = Enumerable.Range(0, times.Length).Count(i => times[i] == t && events[i] != 0 && groups[i] == code);
            if (d > 0)
            {
                var w = weight(n, survival);
                difference += w * (own - d * mine / n);
                variance += n > 1 ? w * w * d * (mine / n) * (1 - mine / n) * (n - d) / (n - 1) : 0;
                survival *= 1 - d / n;
            }
        }

        return (difference, variance);
    }
}
