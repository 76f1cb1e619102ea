using CsCheck;
using HccRisk.Survival.Data;
using HccRisk.Survival.Metrics;
using HccRisk.Survival.Nonparametric;

namespace HccRisk.Survival.Tests.Nonparametric;

public class NonparametricPropertyTests
{
    [Fact]
    public void KaplanMeier_WithoutCensoring_IsOneMinusTheEmpiricalDistribution() => Simulated.Cohorts.Sample(cohort =>
    {
        var curve = KaplanMeier.Fit(new SurvivalOutcome(cohort.Times, Array.ConvertAll(cohort.Events, _ => 1)));
        for (var i = 0; i < curve.Times.Count; i++)
        {
            Assert.Equal(cohort.Times.Count(t => t > curve.Times[i]) / (double)cohort.Times.Length, curve.Survival[i], 1e-13);
        }
    });

    [Fact]
    public void AalenJohansen_AllCauses_SumToOneWithKaplanMeier() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        var curves = AalenJohansen.Fit(outcome);
        var km = KaplanMeier.Fit(outcome);
        for (var i = 0; i < curves.Times.Count; i++)
        {
            Assert.Equal(km.Survival[i], curves.EventFree[i], 1e-13);
            Assert.Equal(1, curves.EventFree[i] + curves.Causes.Sum(c => curves.Incidence(c)[i]), 1e-12);
        }
    });

    [Fact]
    public void AalenJohansen_OneCause_HasGreenwoodsError() => Simulated.Cohorts.Sample(cohort =>
    {
        // For a survival curve the infinitesimal jackknife is Greenwood's formula without the factor (n - d) / n of each step; without ties they agree to order 1/n.
        var times = cohort.Times.Select((t, i) => t + i / 1000.0).ToArray();
        var outcome = new SurvivalOutcome(times, Array.ConvertAll(cohort.Events, e => Math.Min(e, 1)));
        var km = KaplanMeier.Fit(outcome);
        var errors = AalenJohansen.Fit(outcome).StandardErrors(1);
        for (var i = 0; i < errors.Count; i++)
        {
            if (km.Survival[i] > 0)
            {
                Assert.InRange(errors[i], 0, km.StandardErrors[i] * (1 + 1e-9));
            }
        }
    });

    [Fact]
    public void Curves_RowOrderAndTimeUnit_DoNotMatter() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        var rows = Simulated.Permutation(cohort.Times.Length, 5);
        var changed = new SurvivalOutcome(cohort.Times.Take(rows).Select(t => t * 7).ToArray(), Array.ConvertAll(rows, i => cohort.Events[i]));
        Reference.Close(KaplanMeier.Fit(outcome).Lower, KaplanMeier.Fit(changed).Lower, 1e-13, "lower");
        Reference.Close(AalenJohansen.Fit(outcome).StandardErrors(1), AalenJohansen.Fit(changed).StandardErrors(1), 1e-11, "se");
        int[] groups = [.. cohort.Score.Select(s => s > 0 ? 1 : 0)];
        if (groups.Distinct().Count() == 2)
        {
            var test = LogRank.Test(outcome, groups).Test;
            var moved = LogRank.Test(changed, Array.ConvertAll(rows, i => groups[i])).Test;
            Assert.Equal(test.Statistic, moved.Statistic, 1e-10);
            Assert.Equal(test.DegreesOfFreedom, moved.DegreesOfFreedom);
        }
    });

    [Fact]
    public void CensoringDistribution_EventsFirst_TimesSurvivalIsTheShareAtRisk() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        var g = CensoringDistribution.Fit(outcome);
        var km = KaplanMeier.Fit(outcome);
        for (var i = 1; i < km.Times.Count; i++)
        {
            Assert.Equal(km.AtRisk[i] / km.Count, km.Survival[i - 1] * g.Before(km.Times[i]), 1e-13);
        }
    });

    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence")]
    [InlineData("lung", "time", "death")]
    [InlineData("pbc", "time", "death")]
    [InlineData("rotterdam", "rfst", "rfs")]
    public void CensoringDistribution_ReferenceData_EqualsBothConventions(string data, string time, string status)
    {
        var reference = Reference.Load(data);
        var expected = reference.At("ipcw");
        var outcome = reference.Outcome(time, status);
        var times = Oracles.SurvivalReference.Numbers(expected.GetProperty("times"));
        var proper = CensoringDistribution.Fit(outcome);
        var simultaneous = CensoringDistribution.Fit(outcome, CensoringTies.Simultaneous);
        Reference.Close(Oracles.SurvivalReference.Numbers(expected.GetProperty("G_prodlim_reverse")), Array.ConvertAll(times, proper.At), 1e-10, "prodlim");
        Reference.Close(Oracles.SurvivalReference.Numbers(expected.GetProperty("G_survfit")), Array.ConvertAll(times, simultaneous.At), 1e-10, "survfit");
        Reference.Close(
            Oracles.SurvivalReference.Numbers(expected.GetProperty("Gminus_survfit_at_first10")),
            [.. outcome.Times[..10].ToArray().Select(simultaneous.Before)], 1e-10, "G before, survfit");
    }

    [Fact]
    public void LogRank_BadInput_IsNamed()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 0, 1]);
        Assert.Contains("All 3 patients are in group 4", Assert.Throws<ArgumentException>(() => LogRank.Test(outcome, [4, 4, 4])).Message, StringComparison.Ordinal);
        Assert.Contains("'groups' has 2 values", Assert.Throws<ArgumentException>(() => LogRank.Test(outcome, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<NoEventsException>(() => LogRank.Test(new SurvivalOutcome([1, 2], [0, 0]), [1, 2]));
        Assert.Throws<NoEventsException>(() => AalenJohansen.Fit(new SurvivalOutcome([1, 2], [0, 0])));
    }

    [Fact]
    public void KaplanMeier_BeyondFollowUp_IsRefused()
    {
        var curve = KaplanMeier.Fit(new SurvivalOutcome([1, 2, 3], [1, 1, 0]));
        Assert.Contains("longest follow-up is 3", Assert.Throws<ArgumentOutOfRangeException>(() => curve.At(4)).Message, StringComparison.Ordinal);
        Assert.Equal(1, curve.At(0.5).Survival);
        Assert.Equal(3, curve.At(0.5).AtRisk);
        Assert.Equal(0, curve.AtRiskAt(4));
        Assert.Equal(2, curve.Median.Time);
        Assert.Null(KaplanMeier.Fit(new SurvivalOutcome([1, 2], [0, 0])).Median.Time);
    }
}
