using CsCheck;
using HccRisk.Oracles;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.HypothesisTests;

public class GrayTestTests
{
    [Theory]
    [InlineData("pbc", "time", "sexm")]
    [InlineData("rotterdam", "rfst", "meno")]
    public void Test_ReferenceData_EqualsCuminc(string data, string time, string group)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, "cause");
        var groups = Array.ConvertAll(reference.Column(group), v => (int)v);
        foreach (var (key, rho) in (((string, double)[])[("gray", 0), ("gray_rho1", 1)]))
        {
            var expected = reference.At("aj", key);
            for (var cause = 1; cause <= 2; cause++)
            {
                var actual = GrayTest.Test(outcome, groups, cause, rho).Test;
                Assert.Equal(1, actual.DegreesOfFreedom);
                Reference.Close(SurvivalReference.Numbers(expected.GetProperty("stat"))[cause - 1], actual.Statistic, 1e-10, "stat");
                Assert.Equal(SurvivalReference.Numbers(expected.GetProperty("p"))[cause - 1], actual.PValue, 1e-9);
            }
        }
    }

    [Theory]
    [InlineData("pbc", "time", "sexm")]
    [InlineData("rotterdam", "rfst", "meno")]
    public void AalenJohansen_OfEachGroup_EqualsCuminc(string data, string time, string group)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, "cause");
        var column = reference.Column(group);
        var times = SurvivalReference.Numbers(reference.At("aj", "times"));
        var expected = reference.At("aj", "gray");
        for (var k = 0; k < 4; k++)
        {
            var name = expected.GetProperty("names")[k].GetString()!.Split(' ');
            int[] rows = [.. Enumerable.Range(0, column.Length).Where(i => column[i] == name[0][0] - '0')];
            var curve = AalenJohansen.Fit(outcome.Select(rows));
            Reference.Close(SurvivalReference.Numbers(expected.GetProperty("est")[k]), Array.ConvertAll(times, t => curve.IncidenceAt(name[1][0] - '0', t)), 1e-10, "est");
        }
    }

    [Theory]
    [InlineData("pbc", "time")]
    [InlineData("rotterdam", "rfst")]
    public void AalenJohansen_LogLimits_EqualSurvfit(string data, string time)
    {
        var reference = Reference.Load(data);
        var expected = reference.At("aj");
        var curves = AalenJohansen.Fit(reference.Outcome(time, "cause"));
        var times = SurvivalReference.Numbers(expected.GetProperty("times"));
        foreach (var cause in curves.Causes)
        {
            var (lower, upper) = curves.Limits(cause, ConfidenceType.Log);
            for (var k = 0; k < times.Length; k++)
            {
                var index = Enumerable.Range(0, curves.Times.Count).Last(i => curves.Times[i] <= times[k]);
                Reference.Close(SurvivalReference.Numbers(expected.GetProperty("lower")[k])[cause], lower[index], 1e-10, "lower");
                Reference.Close(SurvivalReference.Numbers(expected.GetProperty("upper")[k])[cause], upper[index], 1e-10, "upper");
            }
        }
    }

    [Fact]
    public void Limits_PlainAndLogLog_AreTheirFormulas()
    {
        // Kalbfleisch and Prentice: F^exp(+-z se / (F log F)); plain: F +- z se.
        var curve = AalenJohansen.Fit(new SurvivalOutcome([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 0, 1, 0, 2, 1, 0]));
        const double Z = 1.959963984540054;
        var (f, se) = (curve.Incidence(1)[3], curve.StandardErrors(1)[3]);
        var (plainLower, plainUpper) = curve.Limits(1, ConfidenceType.Plain);
        var (lower, upper) = curve.Limits(1);
        Assert.Equal(Math.Max(0, f - Z * se), plainLower[3], 1e-12);
        Assert.Equal(f + Z * se, plainUpper[3], 1e-12);
        var power = Math.Exp(Z * se / (f * Math.Log(f)));
        Assert.Equal(Math.Pow(f, 1 / power), lower[3], 1e-12);
        Assert.Equal(Math.Pow(f, power), upper[3], 1e-12);
    }

    [Fact]
    public void Test_OneCauseWithoutCensoring_HasTheScoresOfTheLogRankTest()
    {
        // Without competing events and censoring the risk sets are those of the log-rank test; only the variance is another estimate.
        var (simulated, x) = Simulated.Cox(120, 3, 5);
        var outcome = new SurvivalOutcome(simulated.Times, [.. Enumerable.Repeat(1, 120)]);
        int[] groups = [.. Enumerable.Range(0, 120).Select(i => x[3 * i] > 0.5 ? 2 : x[3 * i] > -0.5 ? 1 : 0)];
        int[] strata = [.. Enumerable.Range(0, 120).Select(i => x[3 * i + 1] > 0 ? 1 : 0)];
        foreach (var stratum in (int[][])[[], strata])
        {
            var gray = GrayTest.Test(outcome, groups, 1, 0, stratum);
            Reference.Close([.. LogRank.Test(outcome, groups, stratum).Groups.Select(g => g.Observed - g.Expected)], gray.Scores, 1e-9, "score");
            Assert.Equal((2, stratum.Length == 0 ? 1 : 2), (gray.Test.DegreesOfFreedom, gray.Strata));
        }
    }

    [Fact]
    public void Test_ThreeGroupsAlike_IsChiSquareAndDoesNotDependOnTheirNames()
    {
        // 400 cohorts under the null hypothesis with two causes and censoring: the mean of a chi-square with 2 degrees of freedom is 2, its standard error here 0.1.
        const int Cohorts = 400, Size = 150;
        var random = new Random(17);
        double sum = 0;
        for (var c = 0; c < Cohorts; c++)
        {
            double[] times = [.. Enumerable.Range(0, Size).Select(_ => Math.Ceiling(-40 * Math.Log(1 - random.NextDouble())))];
            int[] events = [.. Enumerable.Range(0, Size).Select(_ => random.Next(3))];
            int[] groups = [.. Enumerable.Range(0, Size).Select(i => i % 3)];
            int[] strata = [.. Enumerable.Range(0, Size).Select(i => i / 75)];
            var outcome = new SurvivalOutcome(times, events);
            var test = GrayTest.Test(outcome, groups, 1, 0, strata).Test;
            sum += test.Statistic;
            Reference.Close(test.Statistic, GrayTest.Test(outcome, Array.ConvertAll(groups, g => (g + 1) % 3), 1, 0, strata).Test.Statistic, 1e-8, "statistic");
        }

        Assert.InRange(sum / Cohorts, 1.6, 2.4);
    }

    [Fact]
    public void Test_RowOrderGroupCodesAndTimeUnit_DoNotMatter() => Simulated.Cohorts.Sample(cohort =>
    {
        var groups = Array.ConvertAll(cohort.Score, s => Math.Sign(s));
        if (groups.Distinct().Count() < 2)
        {
            return;
        }

        var rows = Simulated.Permutation(groups.Length, 3);
        var test = GrayTest.Test(new SurvivalOutcome(cohort.Times, cohort.Events), groups, 1, 0.5);
        var moved = GrayTest.Test(
            new SurvivalOutcome(cohort.Times.Take(rows).Select(t => t / 30.5).ToArray(), Array.ConvertAll(rows, i => cohort.Events[i])),
            Array.ConvertAll(rows, i => 7 - groups[i]), 1, 0.5);
        if (double.IsNaN(test.Test.Statistic))
        {
            // Not estimable either way.
            Assert.Equal(double.NaN, moved.Test.Statistic);
            return;
        }

        Assert.Equal(0, test.Scores.Sum(), 1e-9);
        Reference.Close([.. test.Scores.Reverse()], moved.Scores, 1e-8, "scores");
    });

    [Fact]
    public void Test_BadInput_IsNamed()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 0, 2]);
        Assert.Contains("none of 3 patients had cause 3; the causes are 1, 2", Assert.Throws<NoEventsException>(() => GrayTest.Test(outcome, [1, 2, 1], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("All 3 patients are in group 4", Assert.Throws<ArgumentException>(() => GrayTest.Test(outcome, [4, 4, 4], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => GrayTest.Test(outcome, [1, 2, 1], 1, double.NaN));
    }
}
