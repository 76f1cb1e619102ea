using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Curves;

public class RestrictedMeanTests
{
    [Theory]
    [InlineData("hepatoCellular", "RFS", "Recurrence", "Tumormultiplicity")]
    [InlineData("lung", "time", "death", "female")]
    [InlineData("pbc", "time", "death", "trt1")]
    [InlineData("rotterdam", "rfst", "rfs", "hormon")]
    public void Of_ReferenceData_EqualsR(string data, string time, string status, string arm)
    {
        var reference = Reference.Load(data);
        var expected = reference.At("rmst");
        var column = reference.Column(arm);
        int[] rows = [.. Enumerable.Range(0, column.Length).Where(i => !double.IsNaN(column[i]))];
        var curves = KaplanMeier.FitStrata(reference.Outcome(time, status).Select(rows), [.. rows.Select(i => (int)column[i])]).Values.ToArray();
        var arms = new RestrictedMean[2];
        for (var g = 0; g < 2; g++)
        {
            var e = expected.GetProperty(FormattableString.Invariant($"arm{g}"));
            arms[g] = RestrictedMean.Of(curves[g], e.GetProperty("tau").GetDouble());
            Reference.Close(e.GetProperty("rmst").GetDouble(), arms[g].Mean, 1e-10, "rmst");
            Reference.Close(e.GetProperty("se").GetDouble(), arms[g].StandardError, 1e-10, "se");
        }

        var test = arms[1].Against(arms[0]);
        Reference.Close(expected.GetProperty("diff").GetDouble(), test.Difference, 1e-10, "diff");
        Reference.Close(expected.GetProperty("diff_se").GetDouble(), test.DifferenceError, 1e-10, "diff_se");
        Reference.Close(expected.GetProperty("diff_ci")[0].GetDouble(), test.DifferenceLower, 1e-10, "lower");
        Reference.Close(expected.GetProperty("diff_ci")[1].GetDouble(), test.DifferenceUpper, 1e-10, "upper");
        Reference.Close(expected.GetProperty("ratio").GetDouble(), test.Ratio, 1e-10, "ratio");
        Reference.Close(expected.GetProperty("ratio_logse").GetDouble(), test.LogRatioError, 1e-10, "ratio_logse");
        Assert.Equal(1, test.PValue / expected.GetProperty("p").GetDouble(), 1e-8);
    }

    [Fact]
    public void Of_WithoutCensoring_IsTheMeanOfTheCutTimes()
    {
        // Without censoring the area under the curve is the mean of min(T, tau), and its variance the variance of the mean (divisor n).
        double[] times = [1, 2, 2, 4, 7, 9];
        var curve = KaplanMeier.Fit(new SurvivalOutcome(times, [1, 1, 1, 1, 1, 1]));
        foreach (var tau in (double[])[0.5, 2, 5, 9, 12])
        {
            var cut = times.Select(t => Math.Min(t, tau)).ToArray();
            var mean = cut.Average();
            var result = RestrictedMean.Of(curve, tau);
            Assert.Equal(mean, result.Mean, 1e-13);
            Assert.Equal(Math.Sqrt(cut.Sum(c => (c - mean) * (c - mean)) / 36), result.StandardError, 1e-13);
        }

        Assert.True(double.IsNaN(RestrictedMean.Of(curve, 0.5).Against(RestrictedMean.Of(curve, 0.5)).PValue));
    }

    [Fact]
    public void Of_BadHorizon_IsRefused()
    {
        var curve = KaplanMeier.Fit(new SurvivalOutcome([1, 2, 3], [1, 1, 0]));
        Assert.Contains("longest follow-up is 3", Assert.Throws<ArgumentOutOfRangeException>(() => RestrictedMean.Of(curve, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RestrictedMean.Of(curve, 0));
        Assert.Throws<ArgumentException>(() => RestrictedMean.Of(curve, 1).Against(RestrictedMean.Of(curve, 2)));
    }
}
