using HccRisk.Core.Numerics;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Tests.Resampling;

public class BootstrapTests
{
    private static readonly double[] Values = [.. Enumerable.Range(1, 40).Select(i => Math.Exp(0.08 * i))];

    /// <summary>Efron's formula written out on the replicates returned; the acceleration of a mean is its skewness / (6 sqrt n).</summary>
    [Fact]
    public void Bca_Mean_FollowsEfronsFormula()
    {
        var actual = Bootstrap.BcaInterval(40, rows => Mean(rows.Span), 999, 3, cancellationToken: TestContext.Current.CancellationToken);
        var mean = Values.Average();
        var a = Values.Sum(v => Math.Pow(v - mean, 3)) / (6 * Math.Pow(Values.Sum(v => (v - mean) * (v - mean)), 1.5));
        var z0 = Normal.InvCDF(0, 1, actual.Replicates.Count(r => r < mean) / 999.0);
        double[] sorted = [.. actual.Replicates.Order()];
        foreach (var (z, limit) in new[] { (-1.959963984540054, actual.Lower), (1.959963984540054, actual.Upper) })
        {
            Assert.Equal(Quantile.Of(sorted, Normal.CDF(0, 1, z0 + (z0 + z) / (1 - a * (z0 + z)))), limit, 1e-9);
        }

        var percentile = Bootstrap.Interval(40, rows => Mean(rows.Span), 999, 3, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(percentile.Replicates, actual.Replicates);
        Assert.True(actual.Upper > percentile.Upper, "a right-skewed mean moves the interval up");
    }

    [Fact]
    public void Compare_ShiftedStatistic_IsCertain_AndEqualOnesAreNot()
    {
        var shifted = Bootstrap.Compare(40, rows => Mean(rows.Span) + 1, rows => Mean(rows.Span), 199, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, shifted.Difference.Lower, 1e-12);
        Assert.Equal(2.0 / 200, shifted.PValue!.Value, 1e-12);
        Assert.Equal(1, Bootstrap.Compare(40, rows => Mean(rows.Span), rows => Mean(rows.Span), 199, cancellationToken: TestContext.Current.CancellationToken).PValue);
    }

    /// <summary>A model that is one number: its squared error on new patients is v (1 + 1/n), on its own v (1 - 1/n); the bootstrap optimism is about 2 v / n.</summary>
    [Fact]
    public void Optimism_MeanModel_CorrectsTheSquaredError()
    {
        var actual = InternalValidation.Optimism(
            40,
            training =>
            {
                var mean = Mean(training.Span);
                return test => Error(test.Span, mean);
            },
            noInformation: 10,
            replicates: 2000,
            cancellationToken: TestContext.Current.CancellationToken);
        var variance = Values.Sum(v => (v - Values.Average()) * (v - Values.Average())) / 40;
        Assert.Equal(variance, actual.Apparent, 1e-9);

        // Monte Carlo error of the mean optimism: 0.3 % of v at 2,000 replicates; three times that.
        Assert.Equal(-2 * variance / 40, actual.Optimism!.Value, 0.01 * variance * 3);
        Assert.True(actual.Corrected > actual.Apparent);
        Assert.Equal(0.368 * actual.Apparent + 0.632 * actual.OutOfBag!.Value, actual.Point632!.Value, 1e-12);
    }

    /// <summary>Efron and Tibshirani's rule by hand, for a concordance (more is better) and an error (less is better).</summary>
    [Fact]
    public void Plus_KnownCases_FollowTheRule()
    {
        var (concordance, overfitting) = InternalValidation.Plus(0.9, 0.7, 0.5);
        Assert.Equal(0.5, overfitting, 1e-12);
        var weight = 0.632 / (1 - 0.368 * 0.5);
        Assert.Equal((1 - weight) * 0.9 + weight * 0.7, concordance, 1e-12);
        Assert.Equal((1 - weight) * 0.1 + weight * 0.3, InternalValidation.Plus(0.1, 0.3, 0.5).Estimate, 1e-12);
        Assert.Equal(0.5, InternalValidation.Plus(0.9, 0.4, 0.5).Estimate, 1e-12);
        Assert.Equal(0, InternalValidation.Plus(0.7, 0.8, 0.5).Overfitting);
    }

    [Fact]
    public void Optimism_MeasureNeverEstimable_SaysWhy()
    {
        var actual = InternalValidation.Optimism(5, _ => test => test.Length == 5 && test.Span.SequenceEqual([0, 1, 2, 3, 4]) ? 1 : double.NaN, 0.5, 10, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("on 0 of 10 samples", actual.NotEstimable, StringComparison.Ordinal);
        Assert.Null(actual.Corrected);
        Assert.Null(actual.Point632);
    }

    private static double Mean(ReadOnlySpan<int> rows)
    {
        double sum = 0;
        foreach (var row in rows)
        {
            sum += Values[row];
        }

        return sum / rows.Length;
    }

    private static double Error(ReadOnlySpan<int> rows, double mean)
    {
        double sum = 0;
        foreach (var row in rows)
        {
            sum += (Values[row] - mean) * (Values[row] - mean);
        }

        return sum / rows.Length;
    }
}
