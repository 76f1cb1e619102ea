using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Curves;

/// <summary>Tests of groups on data in which nothing varies, and on too many groups.</summary>
public class NotEstimableTests
{
    /// <summary>The variance of observed minus expected is d (n - d) / (n - 1) times shares: 0 where all at risk have the event at once.</summary>
    [Fact]
    public void LogRank_AllEventsAtOnce_IsNotEstimable()
    {
        var result = LogRank.Test(new SurvivalOutcome([197, 197, 197, 197], [1, 1, 1, 1]), [1, 1, 2, 2]);
        Assert.True(double.IsNaN(result.Test.Statistic) && double.IsNaN(result.Test.PValue));
        Assert.Equal(0, result.Covariance(0, 0));
        Assert.Contains("no variance", result.NotEstimable, StringComparison.Ordinal);
        Assert.True(double.IsNaN(result.Trend().PValue));
    }

    [Fact]
    public void LogRank_EventsAmongOneGroupOnly_IsNotEstimable()
    {
        var result = LogRank.Test(new SurvivalOutcome([1, 2, 8, 9], [0, 0, 1, 1]), [1, 1, 2, 2]);
        Assert.True(double.IsNaN(result.Test.PValue));
        Assert.Contains("one group only", result.NotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_MoreGroupsThanItTakes_NamesBothNumbers()
    {
        const int groups = 1500;
        var outcome = new SurvivalOutcome([.. Enumerable.Range(1, 2 * groups).Select(i => (double)i)], [.. Enumerable.Repeat(1, 2 * groups)]);
        int[] codes = [.. Enumerable.Range(0, 2 * groups).Select(i => i % groups)];
        foreach (var test in (Action[])[() => LogRank.Test(outcome, codes), () => GrayTest.Test(outcome, codes, 1)])
        {
            var message = Assert.Throws<ArgumentException>(test).Message;
            Assert.Contains("1500 groups", message, StringComparison.Ordinal);
            Assert.Contains("at most 1000", message, StringComparison.Ordinal);
        }

        int[] many = [.. codes.Select(c => c % 120)];
        Assert.Contains("120 groups: the test of every two takes at most 100", Assert.Throws<ArgumentException>(() => LogRank.Pairwise(outcome, many)).Message, StringComparison.Ordinal);
    }
}
