using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Tests.Learning;

namespace HccRisk.Survival.Tests.Evaluation;

public sealed class RiskGroupEvidenceTests
{
    /// <summary>R 4.2.2, survival 3.5-3 (coxph) and cmprsk 2.2-11 (cuminc, crr): the veteran data with two causes, those below a Karnofsky score of 60 against the others.</summary>
    [Fact]
    public void Of_VeteranCauses_EqualsSurvivalAndCmprsk()
    {
        var groups = Compare(VeteranCauses.Rows(causes: true));

        Assert.Equal(7.394072301595495667, groups.Gray!.Statistic, 1e-8);
        var hazard = Assert.Single(groups.Hazards);
        Assert.Equal(("high", "low"), (hazard.Group, hazard.Reference));
        Assert.Equal(1.045678478254965, Math.Log(hazard.CauseSpecific.Value!.Value), 1e-7);
        Assert.Equal(0.2255739531842808, hazard.CauseSpecific.StandardError!.Value, 1e-7);
        Assert.Equal(Math.Exp(1.045678478254965 - (1.959963984540054 * 0.2255739531842808)), hazard.CauseSpecific.Lower!.Value, 1e-6);
        Assert.Equal(0.5489347952682823, Math.Log(hazard.Subdistribution!.Value!.Value), 1e-6);
        Assert.Equal(0.2340645045693698, hazard.Subdistribution.StandardError!.Value, 1e-6);
        Assert.Equal(
            [0.04720965309200604, 0.2265970756953000, 0.48076923076923062, 0.5961538461538460], groups.Risks.Select(r => r.Risk.Value!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([("low", 30.0), ("low", 90.0), ("high", 30.0), ("high", 90.0)], groups.Risks.Select(r => (r.Group, r.Time)));
        Assert.Equal([53, 9], groups.Risks.Where(r => r.Time == 90).Select(r => r.AtRisk));
    }

    [Fact]
    public void Of_OneCause_HasNoGrayTestAndNoSubdistribution()
    {
        var groups = Compare(VeteranCauses.Rows(causes: false));

        Assert.Null(groups.Gray);
        Assert.Null(Assert.Single(groups.Hazards).Subdistribution);
        Assert.NotNull(groups.LogRank);
    }

    [Fact]
    public void Of_GroupWithoutEvents_HasNoRatioAndSaysWhy()
    {
        var outcome = new SurvivalOutcome([1, 2, 3, 4, 5, 6], [1, 1, 2, 0, 0, 2]);

        var groups = RiskGroupComparison.Of(outcome, [1, 1, 1, -1, -1, -1], new RiskGroups([0], "given"), [3]);

        var hazard = Assert.Single(groups.Hazards);
        Assert.Null(hazard.CauseSpecific.Value);
        Assert.Contains("no event in group 'low'", hazard.CauseSpecific.NotEstimable!, StringComparison.Ordinal);
        Assert.Equal([0, 2.0 / 3], groups.Risks.Select(r => r.Risk.Value!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private static RiskGroupComparison Compare(List<TrainingData> rows) => RiskGroupComparison.Of(
        new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]),
        [.. rows.Select(r => -(double)r.Features[1])],
        new RiskGroups([-60], "given"),
        [30, 90]);
}
