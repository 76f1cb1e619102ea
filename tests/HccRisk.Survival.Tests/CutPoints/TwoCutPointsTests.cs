using HccRisk.Oracles;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.CutPoints;

public class TwoCutPointsTests
{
    private static readonly TwoCutPointOptions Few = new() { Permutations = 19 };

    /// <summary>Every pair by survdiff in R: the same pairs, statistics at 1e-10 and the same winner.</summary>
    [Fact]
    public void Find_EveryPair_EqualsSurvdiff()
    {
        var expected = OracleFile.Json("two_cut_points.json");
        var table = OracleFile.Table("two_cut_points.csv");
        var outcome = new SurvivalOutcome(table["time"], Array.ConvertAll(table["event"], v => (int)v));
        var actual = TwoCutPoints.Find(outcome, table["marker"], Few with { MinFraction = expected.GetProperty("min_fraction").GetDouble() });

        Assert.Equal(SurvivalReference.Numbers(expected.GetProperty("lower")), actual.Candidates.Select(c => c.Lower));
        Assert.Equal(SurvivalReference.Numbers(expected.GetProperty("upper")), actual.Candidates.Select(c => c.Upper));
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("chisq")), [.. actual.Candidates.Select(c => c.Statistic)], 1e-10, "chi-square");
        var best = SurvivalReference.Numbers(expected.GetProperty("best"));
        Assert.Equal((best[0], best[1]), (actual.Best!.Lower, actual.Best.Upper));
        Reference.Close(best[2], actual.Uncorrected!.Statistic, 1e-10, "best");
        Assert.Equal([.. Enumerable.Range(0, 3).Select(g => table["marker"].Count(m => g == (m > best[0] ? 1 : 0) + (m > best[1] ? 1 : 0)))], actual.Sizes);
        Assert.Equal(0.05, actual.PValue);
    }

    /// <summary>The winner of any cohort by our own log-rank test (itself equal to R) of every pair.</summary>
    [Fact]
    public void Find_AnyCohort_IsTheBruteForceMaximum() => CsCheck.Check.Sample(Simulated.Cohorts, cohort =>
    {
        var (times, events, score) = cohort;
        var outcome = new SurvivalOutcome(times, events);
        var actual = TwoCutPoints.Find(outcome, score, Few);
        foreach (var pair in actual.Candidates)
        {
            var groups = Array.ConvertAll(score, s => (s > pair.Lower ? 1 : 0) + (s > pair.Upper ? 1 : 0));
            Assert.All(Enumerable.Range(0, 3), g => Assert.True(groups.Count(v => v == g) >= 0.1 * times.Length));
            Assert.Equal(LogRank.Test(outcome.WithAnyCause(), groups).Test.Statistic, pair.Statistic, 1e-8 * Math.Max(1, pair.Statistic));
        }

        Assert.Equal(actual.Best, actual.Candidates.OrderByDescending(c => c.Statistic).FirstOrDefault());
    });

    /// <summary>
    /// Six patients have 720 orders, so that the exact p-value can be counted; 4,000 draws are within four standard errors of it.
    /// </summary>
    [Fact]
    public void PValue_SixPatients_IsTheShareOfAllOrders()
    {
        var outcome = new SurvivalOutcome([1, 2, 3, 4, 5, 6], [1, 1, 0, 1, 1, 1]);
        double[] marker = [6, 5, 4, 2, 3, 1];
        var options = new TwoCutPointOptions { MinFraction = 1.0 / 6, Permutations = 4000 };
        var actual = TwoCutPoints.Find(outcome, marker, options);
        var maxima = Orders([1, 2, 3, 4, 5, 6]).Select(o => TwoCutPoints.Find(outcome, o, options with { Permutations = 19 }).Best!.Statistic).ToArray();
        var exact = maxima.Count(m => m >= actual.Best!.Statistic * (1 - 1e-9)) / 720.0;
        Assert.Equal(720, maxima.Length);
        Assert.InRange(actual.PValue!.Value, exact - (4 * actual.PValueError!.Value), exact + (4 * actual.PValueError.Value));
        Assert.True(actual.PValue > actual.Uncorrected!.PValue);

        static IEnumerable<double[]> Orders(double[] values) => values.Length == 1
            ? [values]
            : values.SelectMany(first => Orders([.. values.Where(v => v != first)]).Select(rest => (double[])[first, .. rest]));
    }

    /// <summary>A marker that knows nothing: corrected p-values are uniform, so that few are small; the uncorrected ones are far too small.</summary>
    [Fact]
    public void PValue_NoiseOnly_KeepsItsLevel()
    {
        int corrected = 0, uncorrected = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var (outcome, _) = Simulated.Cox(60, 1, seed);
            var random = new Random(1000 + seed);
            double[] noise = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble())];
            var actual = TwoCutPoints.Find(outcome, noise, new TwoCutPointOptions { Permutations = 99, Seed = seed, Grid = 25 });
            corrected += actual.PValue <= 0.1 ? 1 : 0;
            uncorrected += actual.Uncorrected!.PValue <= 0.1 ? 1 : 0;
        }

        // Binomial(60, 0.1): mean 6, 0.1 % of the time above 14.
        Assert.InRange(corrected, 0, 14);
        Assert.True(uncorrected > 25);
    }

    [Fact]
    public void Find_SameSeed_GivesTheSamePValueAndFreezes()
    {
        var (outcome, x) = Simulated.Cox(150, 1, 8);
        var options = new TwoCutPointOptions { Permutations = 200, Grid = 30 };
        var one = TwoCutPoints.Find(outcome, x, options);
        Assert.Equal(one.PValue, TwoCutPoints.Find(outcome, x, options).PValue);
        Assert.InRange(one.Candidates.Select(c => c.Lower).Concat(one.Candidates.Select(c => c.Upper)).Distinct().Count(), 3, 30);
        var groups = one.Freeze();
        Assert.Equal(3, groups.Count);
        Assert.Equal(one.Sizes, groups.Assign(x).GroupBy(g => g).OrderBy(g => g.Key).Select(g => g.Count()));
        Assert.Contains("200 permutations", groups.Rule, StringComparison.Ordinal);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => TwoCutPoints.Find(outcome, x, options with { CancellationToken = source.Token }));
    }

    [Fact]
    public void Find_NothingToFind_SaysWhy()
    {
        Assert.Contains("all 3 patients are censored", TwoCutPoints.Find(new SurvivalOutcome([1, 2, 3], [0, 0, 0]), [1, 2, 3]).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("same value 4", TwoCutPoints.Find(new SurvivalOutcome([1, 2, 3], [1, 0, 1]), [4, 4, 4]).NotEstimable, StringComparison.Ordinal);
        var two = TwoCutPoints.Find(new SurvivalOutcome([1, 2, 3, 4], [1, 1, 1, 1]), [1, 1, 2, 2]);
        Assert.Contains("no two cuts leave 1 of 4 patients", two.NotEstimable, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(two.Freeze);
        Assert.Contains("MinFraction is 0.4", Assert.Throws<ArgumentException>(() => new TwoCutPointOptions { MinFraction = 0.4, Grid = 1 }.Validate()).Message, StringComparison.Ordinal);
    }
}
