using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Survival.Tests.Evaluation;

public class CalibrationTests
{
    /// <summary>
    /// Against R: groups, observed / expected and slope at 1e-8 (the risks agree to 1e-9), the test 1e-8, ICI and its kin at 1e-6.
    /// </summary>
    [Theory]
    [InlineData("hepatoCellular", "rfs", "RFS", "Recurrence")]
    [InlineData("lung", "efron", "time", "death")]
    [InlineData("pbc", "efron", "time", "death")]
    [InlineData("rotterdam", "efron", "rfst", "rfs")]
    public void Calibration_CoxRisks_EqualsR(string data, string model, string time, string status)
    {
        var reference = Reference.Load(data);
        var expected = reference.At("calibration");
        var outcome = reference.Outcome(time, status);
        var t = expected.GetProperty("t0").GetDouble();
        var risk = reference.CoxRisk(model, outcome, t);
        var grouped = CalibrationCurve.Grouped(outcome, risk, t, new CalibrationOptions { Groups = expected.GetProperty("groups").GetInt32() });
        var table = expected.GetProperty("table").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
        Assert.Equal(table.Select(r => (int)r[0]), grouped.Groups.Select(g => g.Count));
        Reference.Close([.. table.Select(r => r[1])], [.. grouped.Groups.Select(g => g.MeanPredicted)], 1e-8, "mean predicted");
        Reference.Close([.. table.Select(r => r[2])], [.. grouped.Groups.Select(g => g.Observed.Value!.Value)], 1e-10, "observed");
        Reference.Close([.. table.Select(r => r[3])], [.. grouped.Groups.Select(g => g.Observed.StandardError ?? 0)], 1e-10, "se");
        var statistic = SurvivalReference.Number(expected.GetProperty("gnd_chisq"));
        if (double.IsInfinity(statistic))
        {
            Assert.Contains("without a standard error", grouped.TestNotEstimable, StringComparison.Ordinal);
        }
        else
        {
            Reference.Close(statistic, grouped.Test!.Statistic, 1e-8, "GND");
            Assert.Equal(expected.GetProperty("gnd_df").GetInt32(), grouped.Test.DegreesOfFreedom);
        }

        var summary = CalibrationStatistics.Of(outcome, risk, t);
        Reference.Close(expected.GetProperty("mean_calibration_OE").GetDouble(), summary.ObservedExpected.Value!.Value, 1e-8, "O/E");
        var smooth = CalibrationCurve.Smoothed(outcome, risk, t);
        Reference.Close(expected.GetProperty("ici").GetDouble(), smooth.Ici!.Value, 1e-6, "ICI");
        Reference.Close(expected.GetProperty("e50").GetDouble(), smooth.E50!.Value, 1e-6, "E50");
        Reference.Close(expected.GetProperty("e90").GetDouble(), smooth.E90!.Value, 1e-6, "E90");
        Reference.Close(expected.GetProperty("emax").GetDouble(), smooth.EMax!.Value, 1e-6, "Emax");
        Reference.Close(expected.GetProperty("slope_cloglog").GetDouble(), summary.Slope.Value!.Value, 1e-8, "slope");
        Reference.Close(expected.GetProperty("slope_se").GetDouble(), summary.Slope.StandardError!.Value, 1e-8, "slope se");
    }

    /// <summary>Risks distorted by a known line are set right again, and a second recalibration finds nothing left.</summary>
    [Fact]
    public void Linear_DistortedRisks_UndoesTheDistortion()
    {
        var (outcome, x) = Simulated.Cox(400, 1, 21);
        double[] risk = [.. x.Select(v => 1 - Math.Exp(-0.8 * Math.Exp(0.5 * v)))];
        double[] distorted = [.. risk.Select(r => new Recalibration(0.8, -0.7, 1.9).Apply(r))];
        var first = Recalibration.Linear(outcome, risk, 0.8);
        var second = Recalibration.Linear(outcome, distorted, 0.8);
        for (var i = 0; i < 400; i += 17)
        {
            Assert.Equal(first.Apply(risk[i]), second.Apply(distorted[i]), 1e-9);
        }

        var again = Recalibration.Linear(outcome, [.. distorted.Select(second.Apply)], 0.8);
        Assert.Equal(1, again.Slope, 1e-9);
        Assert.Equal(0, again.Intercept, 1e-9);
        Assert.Equal(second.Apply(0.3), JsonSerializer.Deserialize<Recalibration>(JsonSerializer.Serialize(second))!.Apply(0.3));
    }

    [Fact]
    public void InTheLarge_CompetingRisks_MakesObservedEqualExpected()
    {
        var outcome = new SurvivalOutcome([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 0, 1, 1, 2, 0, 1]);
        double[] risk = [0.9, 0.2, 0.3, 0.8, 0.6, 0.5, 0.1, 0.4];
        var corrected = Array.ConvertAll(risk, Recalibration.InTheLarge(outcome, risk, 5).Apply);
        Assert.Equal(1, CalibrationStatistics.Of(outcome, corrected, 5).ObservedExpected.Value!.Value, 1e-12);
    }

    [Fact]
    public void Grouped_CompetingRisksWithoutCensoring_CountsTheCause()
    {
        var actual = CalibrationCurve.Grouped(new SurvivalOutcome([1, 2, 3, 9], [1, 2, 2, 1]), [0.1, 0.2, 0.7, 0.9], 5, new CalibrationOptions { Groups = 2 });
        Assert.Equal([0.5, 0.0], actual.Groups.Select(g => g.Observed.Value!.Value));
        Assert.Equal([0.15, 0.8], actual.Groups.Select(g => Math.Round(g.MeanPredicted, 12)));
        Assert.Contains("group 2 (2 patients) is 0 without a standard error", actual.TestNotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibration_BadInput_SaysWhy()
    {
        var outcome = new SurvivalOutcome([1, 2, 3, 4], [1, 0, 1, 0]);
        Assert.Contains("longest follow-up is 4", CalibrationCurve.Smoothed(outcome, [0.1, 0.2, 0.3, 0.4], 5).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("all 2 patients are censored", CalibrationCurve.Smoothed(new SurvivalOutcome([1, 2], [0, 0]), [0.1, 0.2], 1).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("all predicted risks are 0.2", CalibrationStatistics.Of(outcome, [0.2, 0.2, 0.2, 0.2], 3).Slope.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("knots coincide", CalibrationCurve.Smoothed(outcome, [0.2, 0.2, 0.2, 0.3], 3).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("none of 2 patients had an event of cause 1; the causes that occur are 2", CalibrationCurve.Smoothed(new SurvivalOutcome([1, 2], [2, 0]), [0.1, 0.2], 1).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("Replicates is 1", Assert.Throws<ArgumentException>(() => new CalibrationOptions { Replicates = 1 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("longest follow-up is 4", Assert.Throws<InvalidOperationException>(() => Recalibration.Linear(outcome, [0.1, 0.2, 0.3, 0.4], 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Recalibration(12, 0, -1));
    }
}
