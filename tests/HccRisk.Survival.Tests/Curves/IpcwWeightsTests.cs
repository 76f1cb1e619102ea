using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Tests.Curves;

public class IpcwWeightsTests
{
    /// <summary>The weights hand on the mass of the censored: they sum to n, and weighted shares of the causes are Aalen-Johansen's.</summary>
    [Fact]
    public void At_AnyCohort_SumsToPatientsAndGivesAalenJohansen() => CsCheck.Check.Sample(Simulated.Cohorts, cohort =>
    {
        var (times, events, _) = cohort;
        var outcome = new SurvivalOutcome(times, events);
        var time = times[0];
        var weights = IpcwWeights.At(outcome, time);
        var n = times.Length;
        Assert.Equal(n, weights.Sum(), 1e-9 * n);

        var share = Enumerable.Range(0, n).Where(i => times[i] <= time && events[i] == 1).Sum(i => weights[i]) / n;
        Assert.Equal(AalenJohansen.Fit(outcome).IncidenceAt(1, time), share, 1e-10);
        var ends = outcome.LastTime == time;
        Assert.All(Enumerable.Range(0, n).Where(i => events[i] == 0 && (times[i] < time || (times[i] == time && !ends))), i => Assert.Equal(0, weights[i]));
    });

    [Theory]
    [InlineData("lung", "time", "death")]
    [InlineData("pbc", "time", "death")]
    public void At_ReferenceData_IsOneOverTheCensoringCurveOfR(string data, string time, string status)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, status);
        var expected = reference.At("ipcw");
        var times = Oracles.SurvivalReference.Numbers(expected.GetProperty("times"));
        foreach (var (key, ties) in (((string, CensoringTies)[])[("G_prodlim_reverse", CensoringTies.EventsFirst), ("G_survfit", CensoringTies.Simultaneous)]))
        {
            var g = Oracles.SurvivalReference.Numbers(expected.GetProperty(key));
            for (var k = 0; k < times.Length; k++)
            {
                var weights = IpcwWeights.At(outcome, times[k], ties);
                var beyond = Array.FindIndex(outcome.Times.ToArray(), t => t > times[k]);
                Reference.Close(1 / g[k], weights[beyond], 1e-10, key);
            }
        }
    }

    [Fact]
    public void At_HorizonBeyondFollowUp_SaysWhy() =>
        Assert.Contains("longest follow-up is 2", Assert.Throws<ArgumentOutOfRangeException>(() => IpcwWeights.At(new SurvivalOutcome([1, 2], [1, 0]), 3)).Message, StringComparison.Ordinal);
}
