using HccRisk.Survival.Estimates;
using HccRisk.Survival.Validation;

namespace HccRisk.Survival.Tests.Validation;

/// <summary>The summary over sites where restricted maximum likelihood has a closed form: equal variances.</summary>
public sealed class RandomEffectsTests
{
    private static readonly PooledMeasure Slope = PooledMeasure.All.Single(m => m.Name == "calibration slope");

    /// <summary>
    /// With equal sampling variances v the variance between sites is max(0, s2 - v), the mean is the plain one, and Hartung and Knapp's standard error is
    /// s / sqrt(k).
    /// </summary>
    [Theory]
    [InlineData(0.1, 0.9, 1.4, 0.7, 1.1)]
    [InlineData(0.5, 0.9, 1.0, 0.95, 1.05)]
    [InlineData(0.2, 0.8, 1.1)]
    public void Of_EqualVariances_EqualsTheClosedForm(double error, params double[] values)
    {
        var found = RandomEffects.Of("m", Slope, [.. values.Select(v => Site(v, error))], 0.95);
        var (mean, count) = (values.Average(), values.Length);
        var spread = values.Sum(v => (v - mean) * (v - mean)) / (count - 1);
        var between = Math.Max(0, spread - (error * error));
        Assert.Equal(mean, found.Pooled.Value!.Value, 12);
        Assert.Equal(between, found.BetweenVariance!.Value, 10);
        Assert.Equal(Math.Sqrt(spread / count), found.Pooled.StandardError!.Value, 12);
        Assert.Equal(between / (between + (error * error)), found.ISquared!.Value, 8);
        Assert.Equal((count - 1) * spread / (error * error), found.Test!.Statistic, 9);
        Assert.Equal(count - 1, found.Test.DegreesOfFreedom);
    }

    /// <summary>t distribution with 3 degrees of freedom: 3.18244630528371 at 0.975 (tables).</summary>
    [Fact]
    public void Of_FourSites_UsesTWithThreeDegreesOfFreedom()
    {
        double[] values = [0.9, 1.4, 0.7, 1.1];
        var found = RandomEffects.Of("m", Slope, [.. values.Select(v => Site(v, 0.1))], 0.95);
        var error = found.Pooled.StandardError!.Value;
        Assert.Equal(found.Pooled.Value!.Value - (3.18244630528371 * error), found.Pooled.Lower!.Value, 9);
        Assert.Equal(found.Pooled.Value!.Value + (3.18244630528371 * Math.Sqrt((error * error) + found.BetweenVariance!.Value)), found.PredictionUpper!.Value, 9);
    }

    [Fact]
    public void Of_OneSiteWithAnError_SaysWhy()
    {
        var found = RandomEffects.Of("m", Slope, [Site(1, 0.1), Site(1, null)], 0.95);
        Assert.Contains("1 of 2 sites", found.Pooled.NotEstimable, StringComparison.Ordinal);
        Assert.Null(found.ISquared);
    }

    [Fact]
    public void Points_Concordance_AreOnTheLogitScale()
    {
        var measure = PooledMeasure.All.Single(m => m.Name == "Harrell C");
        var point = Assert.Single(measure.Points([Site(0.8, 0.05)]));
        Assert.Equal(Math.Log(4), point.Value, 12);
        Assert.Equal(Math.Pow(0.05 / 0.16, 2), point.Variance, 12);
    }

    private static GroupPerformance Site(double value, double? error)
    {
        var estimate = new MetricEstimate { Method = "m", Value = value, StandardError = error };
        return new GroupPerformance { Model = "m", Harrell = estimate, Auc = estimate, Observed = estimate, Slope = estimate };
    }
}
