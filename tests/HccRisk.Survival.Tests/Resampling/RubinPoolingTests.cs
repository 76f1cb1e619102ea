using HccRisk.Survival.Estimates;
using HccRisk.Survival.Resampling;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Tests.Resampling;

public class RubinPoolingTests
{
    /// <summary>By hand: estimates 1, 2, 3 with errors 1: within 1, between 1, total 1 + 4/3 = 7/3, share 4/7, degrees 2 (7/4)^2 = 6.125.</summary>
    [Fact]
    public void Pool_ThreeCopies_FollowsRubinsRules()
    {
        var actual = RubinPooling.Pool([1, 2, 3], [1, 1, 1]);
        Assert.Equal(2, actual.Value, 1e-14);
        Assert.Equal(Math.Sqrt(7.0 / 3), actual.StandardError, 1e-14);
        Assert.Equal(6.125, actual.DegreesOfFreedom, 1e-12);
        Assert.Equal(2 + (StudentT.InvCDF(0, 1, 6.125, 0.975) * Math.Sqrt(7.0 / 3)), actual.Upper, 1e-12);
        Assert.Equal((1, 1), (actual.WithinVariance, Math.Round(actual.BetweenVariance, 12)));

        // (r + 2 / (df + 3)) / (r + 1) with r = 4/3.
        Assert.Equal(((4.0 / 3) + (2 / 9.125)) / (7.0 / 3), actual.MissingInformation, 1e-12);

        // Barnard and Rubin with 20 complete degrees: observed 21/23 * 20 * 3/7.
        var observed = 21.0 / 23 * 20 * 3 / 7;
        Assert.Equal(6.125 * observed / (6.125 + observed), RubinPooling.Pool([1, 2, 3], [1, 1, 1], 0.95, 20).DegreesOfFreedom, 1e-12);
    }

    [Fact]
    public void Pool_CopiesThatAgree_IsOneOfThem()
    {
        var actual = RubinPooling.Pool([0.7, 0.7], [0.1, 0.1]);
        Assert.Equal((0.7, 0), (actual.Value, actual.MissingInformation));
        Assert.Equal(0.1, actual.StandardError, 1e-14);
        Assert.Equal(0.7 + (0.1 * Normal.InvCDF(0, 1, 0.975)), actual.Upper, 1e-14);
        Assert.True(double.IsPositiveInfinity(actual.DegreesOfFreedom));
    }

    [Fact]
    public void Pool_Metrics_KeepsMethodAndReason()
    {
        MetricEstimate One(double value) => new() { Method = "Uno C", Value = value, StandardError = 0.05 };
        var pooled = RubinPooling.Pool([One(0.7), One(0.74)]);
        Assert.Equal("Uno C, pooled over 2 imputations", pooled.Method);
        Assert.Equal(0.72, pooled.Value!.Value, 1e-12);
        Assert.True(pooled.StandardError > 0.05);
        Assert.Contains("imputation 2: all censored", RubinPooling.Pool([One(0.7), new MetricEstimate { Method = "Uno C", NotEstimable = "all censored" }]).NotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void Pool_BadInput_NamesTheValue()
    {
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => RubinPooling.Pool([1], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("Copy 1 has estimate NaN", Assert.Throws<ArgumentException>(() => RubinPooling.Pool([1, double.NaN], [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("'standardErrors' has 1", Assert.Throws<ArgumentException>(() => RubinPooling.Pool([1, 2], [1])).Message, StringComparison.Ordinal);
    }
}
