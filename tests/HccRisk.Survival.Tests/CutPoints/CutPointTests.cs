using CsCheck;
using HccRisk.Oracles;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.CutPoints;

public class CutPointTests
{
    /// <summary>
    /// Against R's maxstat. The statistic at 1e-10 (closed formula). In its smaller data sets (those with an "HL" p-value, even NA) the
    /// reference's statistic belongs to the rounded scores of that last call, its Lau92 p-value to the plain ones: each is compared with its own.
    /// </summary>
    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence")]
    [InlineData("lung", "time", "death")]
    [InlineData("pbc", "time", "death")]
    [InlineData("rotterdam", "rfst", "rfs")]
    [InlineData("veteran", "time", "status")]
    public void Find_ReferenceData_EqualsMaxstat(string data, string time, string status)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, status);
        foreach (var expected in reference.At("maxstat").EnumerateArray())
        {
            var rounded = expected.GetProperty("p").TryGetProperty("HL", out _);
            var options = new CutPointOptions { MinProportion = expected.GetProperty("minprop").GetDouble(), MaxProportion = expected.GetProperty("maxprop").GetDouble() };
            var marker = reference.Column(expected.GetProperty("var").GetString()!);
            var plain = CutPoint.Find(outcome, marker, options);
            var actual = rounded ? CutPoint.Find(outcome, marker, options with { Scores = CutPointScores.RoundedLogRank }) : plain;
            Reference.Close(expected.GetProperty("statistic").GetDouble(), actual.Statistic!.Value, 1e-10, "statistic");
            Assert.Equal(expected.GetProperty("cutpoint").GetDouble(), actual.Cut);
            Assert.Equal(expected.GetProperty("cutpoint").GetDouble(), plain.Cut);
            Assert.Equal(expected.GetProperty("cuts_n").GetInt32(), actual.Candidates.Count);

            // Rounded in R to 15 digits of a number as small as 1e-81: relative to itself.
            var p = expected.GetProperty("p").GetProperty("Lau92").GetDouble();
            Assert.InRange(plain.PValue!.Value / p, 1 - 1e-10, 1 + 1e-10);
            Reference.Close(SurvivalReference.Numbers(expected.GetProperty("stats_first5")), [.. actual.Candidates.Take(5).Select(c => c.Statistic)], 1e-10, "stats");
            Reference.Close(SurvivalReference.Numbers(expected.GetProperty("cuts_first5")), [.. actual.Candidates.Take(5).Select(c => c.Cut)], 1e-14, "cuts");
        }
    }

    [Fact]
    public void Find_RowOrderMonotoneMarkerAndTimeUnit_DoNotMatter() => Simulated.Cohorts.Sample(cohort =>
    {
        var (times, events, score) = cohort;
        var rows = Simulated.Permutation(times.Length, 5);
        var one = CutPoint.Find(new SurvivalOutcome(times, events), score);
        var other = CutPoint.Find(
            new SurvivalOutcome([.. times.Take(rows).Select(t => 30 * t)], Array.ConvertAll(rows, i => events[i])), [.. score.Take(rows).Select(s => Math.Exp(s))]);
        Assert.Equal(one.Cut is null, other.Cut is null);
        Assert.Equal(one.Candidates.Select(c => c.AtOrBelow), other.Candidates.Select(c => c.AtOrBelow));
        if (one.Statistic is { } statistic)
        {
            Assert.Equal(statistic, other.Statistic!.Value, 1e-9);
            Assert.Equal(one.PValue!.Value, other.PValue!.Value, 1e-9);
        }
    });

    [Fact]
    public void Freeze_CutOfDevelopment_GroupsNewPatients()
    {
        var result = CutPoint.Find(new SurvivalOutcome([1, 2, 3, 9, 10, 11], [1, 1, 1, 1, 1, 0]), [5, 6, 7, 1, 2, 3]);
        Assert.Equal(3, result.Cut);
        Assert.True(result.UpperHasMoreEvents);
        Assert.Equal([0, 0, 1], result.Freeze().Assign([2.5, 3, 3.01]));
    }

    [Fact]
    public void Find_NothingToFind_SaysWhy()
    {
        Assert.Contains("all 3 patients are censored", CutPoint.Find(new SurvivalOutcome([1, 2, 3], [0, 0, 0]), [1, 2, 3]).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("same value 4", CutPoint.Find(new SurvivalOutcome([1, 2, 3], [1, 0, 1]), [4, 4, 4]).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("same log-rank score", CutPoint.Find(new SurvivalOutcome([2, 2, 2], [1, 1, 1]), [1, 2, 3]).NotEstimable, StringComparison.Ordinal);
        var narrow = CutPoint.Find(new SurvivalOutcome([1, 2, 3, 4], [1, 0, 1, 1]), [4, 4, 4, 5], new CutPointOptions { MaxProportion = 0.5 });
        Assert.Contains("no cut leaves 1 to 2 of 4", narrow.NotEstimable, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(narrow.Freeze);
        Assert.Contains("MinProportion is 0.6", Assert.Throws<ArgumentException>(() => CutPoint.Find(new SurvivalOutcome([1, 2], [1, 1]), [1, 2], new CutPointOptions { MinProportion = 0.6, MaxProportion = 0.5 })).Message, StringComparison.Ordinal);
    }
}
