using HccRisk.Oracles;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Tests.Evaluation;

public class DecisionCurveTests
{
    /// <summary>Against R at 1e-10: net benefits are counts and Kaplan-Meier or Aalen-Johansen values.</summary>
    [Theory]
    [InlineData("hepatoCellular", "dca", "rfs", "RFS", "Recurrence")]
    [InlineData("lung", "dca", "efron", "time", "death")]
    [InlineData("pbc", "dca", "efron", "time", "death")]
    [InlineData("rotterdam", "dca", "efron", "rfst", "rfs")]
    [InlineData("rotterdam", "dca_cr", "fg", "rfst", "cause")]
    public void Of_ModelRisks_EqualsR(string data, string key, string model, string time, string status)
    {
        var reference = Reference.Load(data);
        var expected = reference.At(key);
        var outcome = reference.Outcome(time, status);
        var t = expected.GetProperty("time").GetDouble();
        var risk = model == "fg" ? reference.FineGrayRisk(outcome, t) : reference.CoxRisk(model, outcome, t);
        var thresholds = SurvivalReference.Numbers(expected.GetProperty("threshold"));
        var actual = DecisionCurve.Of(outcome, risk, t, thresholds);
        Reference.Close(expected.GetProperty("prevalence").GetDouble(), actual.Prevalence.Value!.Value, 1e-10, "prevalence");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("net_benefit")), [.. actual.Points.Select(p => p.NetBenefit.Value!.Value)], 1e-10, "net benefit");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("net_benefit_all")), [.. actual.Points.Select(p => p.TreatAll.Value!.Value)], 1e-10, "treat all");
    }

    /// <summary>The standard error against the bootstrap by patient: 400 replicates have a standard error known to 1/sqrt(800) = 3.5 %; three times that.</summary>
    [Fact]
    public void Of_StandardError_AgreesWithTheBootstrap()
    {
        var (outcome, x) = Simulated.Cox(400, 1, 11);
        double[] risk = [.. x.Select(v => 1 / (1 + Math.Exp(-v)))];
        var actual = DecisionCurve.Of(outcome, risk, 0.7, [0.3, 0.6]);
        for (var k = 0; k < 2; k++)
        {
            var point = k;
            var boot = Bootstrap.Interval(
                400, rows => DecisionCurve.Of(outcome.Select(rows.Span), risk.Take(rows.ToArray()), 0.7, [actual.Points[point].Threshold]).Points[0].NetBenefit.Value!.Value, 400, 5,
                cancellationToken: TestContext.Current.CancellationToken);
            Assert.InRange(actual.Points[k].NetBenefit.StandardError!.Value / boot.StandardError, 0.89, 1.11);
        }
    }

    [Fact]
    public void Of_NoCensoring_CountsTrueAndFalsePositives()
    {
        var actual = DecisionCurve.Of(new SurvivalOutcome([1, 2, 3, 9], [1, 1, 2, 1]), [0.9, 0.1, 0.8, 0.7], 5, [0.5, 0.95]);
        Assert.Equal(0.25 - 0.5, actual.Points[0].NetBenefit.Value!.Value, 1e-14);
        Assert.Equal(0.5 - 0.5, actual.Points[0].TreatAll.Value!.Value, 1e-14);
        Assert.Equal(-0.25, actual.Points[0].InterventionsAvoided!.Value, 1e-14);
        Assert.Equal(0, actual.Points[1].NetBenefit.Value);
        Assert.Equal(0, actual.Points[1].Positive);
    }

    [Fact]
    public void Of_HorizonBeyondFollowUp_SaysWhy()
    {
        var actual = DecisionCurve.Of(new SurvivalOutcome([1, 2, 8, 9], [1, 0, 1, 0]), [0.9, 0.8, 0.1, 0.2], 5, [0.5]);
        Assert.Contains("none of the 2 patients with a risk of 0.5 or more was followed to 5", actual.Points[0].NetBenefit.NotEstimable, StringComparison.Ordinal);
        Assert.NotNull(actual.Points[0].TreatAll.Value);
        Assert.Null(actual.Points[0].InterventionsAvoided);
        Assert.Contains("longest follow-up is 9", DecisionCurve.Of(new SurvivalOutcome([1, 9], [1, 0]), [0.9, 0.8], 10, [0.5]).Prevalence.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("Threshold 1 is 1", Assert.Throws<ArgumentException>(() => DecisionCurve.Of(new SurvivalOutcome([1], [1]), [0.5], 1, [0.5, 1])).Message, StringComparison.Ordinal);
    }
}
