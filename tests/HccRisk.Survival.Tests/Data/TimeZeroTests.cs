using HccRisk.Survival.Aft;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Data;

/// <summary>
/// Follow-up of length 0: R 4.2.2 with survival 3.5-3 and cmprsk 2.2-11 on the twelve rows below (12 digits printed, so 1e-10), and the methods
/// that refuse it.
/// </summary>
public class TimeZeroTests
{
    private static readonly double[] Times = [0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8];
    private static readonly int[] Events = [1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1];
    private static readonly int[] Causes = [1, 0, 2, 1, 0, 1, 1, 0, 2, 1, 0, 1];
    private static readonly double[] X = [1, 0, 2, 1, 3, 1, 0, 2, 2, 1, 0, 1];
    private static readonly int[] Groups = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2];

    [Fact]
    public void Curves_TimeZero_AreThoseOfR()
    {
        var curve = KaplanMeier.Fit(new SurvivalOutcome(Times, Events));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8], curve.Times);
        Assert.Equal([12, 9, 8, 6, 5, 4, 3, 2, 1], curve.AtRisk);
        Reference.Close(
            [0.833333333333, 0.740740740741, 0.648148148148, 0.540123456790, 0.540123456790, 0.405092592593, 0.270061728395, 0.270061728395, 0], curve.Survival, 1e-10, "survival");
        var incidence = AalenJohansen.Fit(new SurvivalOutcome(Times, Causes));
        Reference.Close([0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.0833333333333, 0.2183641975309, 0.2183641975309, 0.2183641975309, 0.2183641975309], incidence.Incidence(2), 1e-10, "incidence");
    }

    [Fact]
    public void Tests_TimeZero_AreThoseOfR()
    {
        Reference.Close(0.311651299246, LogRank.Test(new SurvivalOutcome(Times, Events), Groups).Test.Statistic, 1e-10, "log-rank");
        var competing = new SurvivalOutcome(Times, Causes);
        Reference.Close(0.367373095569, GrayTest.Test(competing, Groups, 1).Test.Statistic, 1e-10, "Gray, cause 1");
        Reference.Close(1.821540292459, GrayTest.Test(competing, Groups, 2).Test.Statistic, 1e-10, "Gray, cause 2");
        Reference.Close(0.544444444444, Concordance.Harrell(new SurvivalOutcome(Times, Events), X).Estimate.Value!.Value, 1e-10, "concordance");
    }

    [Fact]
    public void Models_TimeZero_AreThoseOfRAndLogTimeIsRefused()
    {
        var outcome = new SurvivalOutcome(Times, Events);
        var cox = CoxModel.Fit(X, 1, outcome, cancellationToken: TestContext.Current.CancellationToken);
        Reference.Close(0.114512598713, cox.Coefficients[0], 1e-10, "Cox");
        Reference.Close(0.450682325848, cox.StandardErrors[0], 1e-10, "its error");
        Reference.Close(0.0545013881174, ProportionalHazards.Test(cox).Global.Statistic, 1e-10, "zph");

        // crr with every time one later, which a model of ranks does not notice (at 0 crr averages two values of the censoring curve); it stops at 1e-6.
        Reference.Close(-0.673571219327, FineGrayModel.Fit(X, 1, new SurvivalOutcome(Times, Causes), 1, cancellationToken: TestContext.Current.CancellationToken).Coefficients[0], 1e-6, "Fine-Gray");

        Assert.Contains("event at time 0", Assert.Throws<NotSupportedException>(() => ProportionalHazards.Test(cox, TimeTransform.Log)).Message, StringComparison.Ordinal);
        Assert.Contains("Time 0 is 0", Assert.Throws<ArgumentException>(() => AftModel.Fit(X, 1, outcome, cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("Time 1 is -1", Assert.Throws<ArgumentException>(() => new SurvivalOutcome([0, -1], [1, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("Entry 0 is 0", Assert.Throws<ArgumentException>(() => outcome.WithEntries(new double[12])).Message, StringComparison.Ordinal);
    }
}
