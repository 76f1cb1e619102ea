using CsCheck;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Curves;

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
    public void KaplanMeier_IntegerWeights_EqualReplicatedRows() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        int[] copies = [.. cohort.Score.Select(s => 1 + (int)Math.Abs(s))];
        int[] rows = [.. Enumerable.Range(0, copies.Length).SelectMany(i => Enumerable.Repeat(i, copies[i]))];
        var weighted = KaplanMeier.Fit(outcome.WithWeights(Array.ConvertAll(copies, c => (double)c)), ConfidenceType.LogLog);
        var replicated = KaplanMeier.Fit(outcome.Select(rows), ConfidenceType.LogLog);
        Assert.Equal(replicated.AtRisk, weighted.AtRisk);
        Assert.Equal(replicated.Events, weighted.Events);
        Assert.Equal(replicated.Censored, weighted.Censored);
        Assert.Equal(replicated.Lower, weighted.Lower);
        Assert.Equal(replicated.CumulativeHazardErrors, weighted.CumulativeHazardErrors);
        Assert.Equal(replicated.AtRiskAt(4.5), weighted.AtRiskAt(4.5));
    });

    [Fact]
    public void KaplanMeier_FractionalWeightsAndEntries_HaveTheErrorOfTheNumericalDerivative()
    {
        double[] times = [2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 9, 10];
        double[] entries = [0, 0, 1, 0, 3, 2, 3, 4, 0, 5, 6, 5];
        double[] weights = [1.5, 0.7, 1, 2.2, 0.4, 1.1, 1.9, 0.3, 1, 1.2, 0.8, 2.5];
        var outcome = new SurvivalOutcome(times, [0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0]).WithEntries(entries);
        var curve = KaplanMeier.Fit(outcome.WithWeights(weights));
        var survival = new double[curve.Times.Count];
        var hazard = new double[curve.Times.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            const double Step = 1e-5;
            var (up, down) = (Moved(i, Step), Moved(i, -Step));
            for (var k = 0; k < survival.Length; k++)
            {
                survival[k] += Math.Pow(weights[i] * (up.Survival[k] - down.Survival[k]) / (2 * Step), 2);
                hazard[k] += Math.Pow(weights[i] * (up.CumulativeHazard[k] - down.CumulativeHazard[k]) / (2 * Step), 2);
            }
        }

        // Central differences with step 1e-5 are right to about 1e-9.
        Reference.Close(Array.ConvertAll(survival, Math.Sqrt), curve.StandardErrors, 1e-7, "se");
        Reference.Close(Array.ConvertAll(hazard, Math.Sqrt), curve.CumulativeHazardErrors, 1e-7, "se of the hazard");

        KaplanMeier Moved(int row, double by)
        {
            var moved = (double[])weights.Clone();
            moved[row] += by;
            return KaplanMeier.Fit(outcome.WithWeights(moved));
        }
    }

    [Fact]
    public void KaplanMeier_RowsCutIntoPieces_GiveTheSameCurve() => Simulated.Cohorts.Sample(cohort =>
    {
        // A patient followed to t is two rows, (0, c] without an event and (c, t]: nothing about the curve may change.
        var cut = Array.ConvertAll(cohort.Times, t => t / 2);
        var whole = KaplanMeier.Fit(new SurvivalOutcome(cohort.Times, cohort.Events));
        var pieces = KaplanMeier.Fit(new SurvivalOutcome([.. cut, .. cohort.Times], [.. cut.Select(_ => 0), .. cohort.Events])
            .WithEntries([.. cut.Select(_ => 0d), .. cut]));
        foreach (var t in cohort.Times)
        {
            var (a, b) = (whole.At(t), pieces.At(t));
            Assert.Equal(a.AtRisk, b.AtRisk);
            Assert.Equal(a.Survival, b.Survival, 1e-14);
            Assert.Equal(a.StandardError, b.StandardError, 1e-14);
        }
    });

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
