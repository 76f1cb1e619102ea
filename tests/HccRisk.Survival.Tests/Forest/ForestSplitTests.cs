using HccRisk.Survival.Data;
using HccRisk.Survival.Forest;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Forest;

/// <summary>The statistics of cuts beside this library's own log-rank test and beside their definitions written out.</summary>
public sealed class ForestSplitTests
{
    private static readonly ForestOptions Any = new() { Trees = 1, SampleFraction = 1, Candidates = 100, Cuts = null, MinimumLeaf = 1, MinimumLeafEvents = 0 };

    [Theory]
    [InlineData(null)]
    [InlineData(10)]
    public void Try_TwoValues_IsTheLogRankTest(int? cuts)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var (times, events, x) = Rows(60, seed);
            var groups = Array.ConvertAll(x, v => v > 0 ? 1 : 0);
            var outcome = new SurvivalOutcome(times, events);

            var any = Best(outcome.WithAnyCause(), 1, Array.ConvertAll(groups, g => (double)g), Any with { Cuts = cuts });
            var first = Best(outcome, 1, Array.ConvertAll(groups, g => (double)g), Any with { Cuts = cuts });

            Near(LogRank.Test(outcome, groups).Test.Statistic, any);
            Near(LogRank.Test(outcome.WithCause(1), groups).Test.Statistic, first);
        }
    }

    // The definition: who has another event stays at risk for ever, as if censored after everybody.
    [Theory]
    [InlineData(null)]
    [InlineData(10)]
    public void Try_Incidence_IsTheLogRankTestOfThoseWhoStay(int? cuts)
    {
        var (times, events, x) = Rows(60, 3);
        var groups = Array.ConvertAll(x, v => v > 0 ? 1 : 0);
        var staying = new SurvivalOutcome([.. times.Zip(events, (t, e) => e == 2 ? 1e6 : t)], [.. events.Select(e => e == 1 ? 1 : 0)]);

        var best = Best(new SurvivalOutcome(times, events), 1, Array.ConvertAll(groups, g => (double)g), Any with { Cuts = cuts, Split = ForestSplit.LogRankIncidence });

        Near(LogRank.Test(staying, groups).Test.Statistic, best);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10)]
    public void Try_Scores_AreTheFormulaOfThePaper(int? cuts)
    {
        var (times, events, x) = Rows(50, 4);
        double Gamma(int l) => times.Count(t => t <= times[l]);
        var n = times.Length;
        double[] scores = [.. Enumerable.Range(0, n).Select(i => (events[i] == 1 ? 1 : 0) - Enumerable.Range(0, n).Where(l => times[l] <= times[i] && events[l] == 1).Sum(l => 1 / (n - Gamma(l) + 1)))];
        var (mean, left) = (scores.Average(), x.Count(v => v <= 0));
        var variance = scores.Sum(s => (s - mean) * (s - mean)) / (n - 1);
        var sum = scores.Where((_, i) => x[i] <= 0).Sum() - (left * mean);

        var best = Best(new SurvivalOutcome(times, events), 1, Array.ConvertAll(x, v => v > 0 ? 1.0 : 0), Any with { Cuts = cuts, Split = ForestSplit.LogRankScore });

        Near(sum * sum / (left * (1 - ((double)left / n)) * variance), best);
    }

    // Every way to divide the rows with a value, those without on the one side and on the other, each by the log-rank test.
    [Theory]
    [InlineData(null)]
    [InlineData(1000)]
    public void Try_MissingValues_TakesTheBestOfBothSides(int? cuts)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var (times, events, x) = Rows(40, seed);
            for (var i = 0; i < x.Length; i += 3)
            {
                x[i] = double.NaN;
            }

            var outcome = new SurvivalOutcome(times, events).WithAnyCause();
            var expected = 0.0;
            foreach (var cut in x.Where(v => !double.IsNaN(v)).Distinct().Order().SkipLast(1))
            {
                foreach (var side in new[] { 0, 1 })
                {
                    expected = Math.Max(expected, LogRank.Test(outcome, Array.ConvertAll(x, v => double.IsNaN(v) ? side : v <= cut ? 0 : 1)).Test.Statistic);
                }
            }

            Near(expected, Best(outcome, 1, x, Any with { Cuts = cuts }));
        }
    }

    [Theory]
    [InlineData(ForestSplit.LogRank)]
    [InlineData(ForestSplit.LogRankScore)]
    [InlineData(ForestSplit.LogRankIncidence)]
    public void Fit_EveryCutInTurnOrAtOnce_GrowsTheSameTrees(ForestSplit split)
    {
        var random = new Random(5);
        var (times, events, _) = Rows(150, 5);
        double[] x = [.. Enumerable.Range(0, 150 * 4).Select(k => random.Next(7) == 0 ? double.NaN : k % 2 == 0 ? random.NextDouble() : random.Next(5))];
        var outcome = new SurvivalOutcome(times, events);
        var options = new ForestOptions { Trees = 30, Split = split, Cuts = null, MinimumLeaf = 5, MinimumLeafEvents = 1, CauseWeights = new Dictionary<int, double> { [1] = 1, [2] = .5 }, Candidates = 4 };

        var one = SurvivalForest.Fit(x, 4, outcome, 1, options, cancellationToken: TestContext.Current.CancellationToken);
        var other = SurvivalForest.Fit(x, 4, outcome, 1, options with { Cuts = 1000 }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(one.Trees.Sum(t => t.Feature.Length) > 100);
        Assert.Equal(one.Pack(), other.Pack());
    }

    private static double Best(SurvivalOutcome outcome, int cause, double[] x, ForestOptions options)
    {
        var data = new ForestRows(x, ["x"], outcome, cause, options, []);
        var node = new SplitNode(data, options.Split, data.Largest);
        var search = new SplitSearch(node, options, data.Largest);
        var (best, random) = (new SplitChoice(), new SplitMix(1, 1));
        node.Fill(data.Order);
        Assert.True(search.Try(0, data.Ranks[0], data.Values[0].Length, data.Order, ref random, ref best));
        return best.Square;
    }

    /// <summary>Times that tie, two causes and censoring, and a number that tells nothing.</summary>
    private static (double[] Times, int[] Events, double[] X) Rows(int count, int seed)
    {
        var random = new Random(seed);
        return (
            [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(1, count / 2))],
            [.. Enumerable.Range(0, count).Select(_ => random.Next(3))],
            [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - .5)]);
    }

    // Sums of up to 60 terms, in another order.
    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-9 * Math.Max(1, expected));
}
