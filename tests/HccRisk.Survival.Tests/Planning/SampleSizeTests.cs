using HccRisk.Survival.Planning;

namespace HccRisk.Survival.Tests.Planning;

public class SampleSizeTests
{
    /// <summary>Sizes published with R's pmsampsize (its own checks): rate 0.065 or 0.1 a year, mean follow-up 2.07 years, horizon 2 years.
    /// One patient more or less by the second criterion: R rounds the events of 10,000 notional patients up.</summary>
    [Theory]
    [InlineData(25, 0.051, 0.065, 4286, 866, 23.07)]
    [InlineData(25, 0.065, 0.065, 3335, 859, 17.95)]
    [InlineData(50, 0.051, 0.065, 8572, 1731, 23.07)]
    [InlineData(25, 0.051, 0.1, 4286, 731, 35.49)]
    public void Development_PublishedExamples_Equal(int parameters, double rSquared, double rate, int shrinkage, int optimism, double perParameter)
    {
        var actual = SampleSize.Development(parameters, rSquared, rate, 2.07, 2);
        Assert.Equal(shrinkage, actual.ForShrinkage);
        Assert.InRange(actual.ForOptimism, optimism - 1, optimism + 1);
        Assert.Equal(shrinkage, actual.Patients);
        Assert.Equal(perParameter, actual.EventsPerParameter, 0.005);
    }

    /// <summary>At the size given the upper limit of the mean risk exceeds it by the margin, one patient fewer would exceed it by more.</summary>
    [Fact]
    public void Development_MeanRisk_IsTheSmallestSizeWithinTheMargin()
    {
        var n = SampleSize.Development(5, 0.1, 0.2, 1.5, 2, margin: 0.02).ForMeanRisk;
        double Excess(int patients) => Math.Exp(-0.4) - Math.Exp(-2 * (0.2 + 1.959963984540054 * Math.Sqrt(0.2 / (1.5 * patients))));
        Assert.InRange(Excess(n), 0, 0.02);
        Assert.True(Excess(n - 1) > 0.02);
    }

    /// <summary>Schoenfeld's textbook case: hazard ratio 2 in two equal groups at 80 % power needs 4 (1.96 + 0.8416)^2 / (ln 2)^2 = 65.3 events.</summary>
    [Fact]
    public void Events_TextbookCase_AndPowerAgree()
    {
        Assert.Equal(66, SampleSize.Events(2));
        Assert.InRange(SampleSize.Power(66, 2), 0.8, 0.81);
        Assert.True(SampleSize.Power(65, 2) < 0.8);
        Assert.Equal(SampleSize.Events(2), SampleSize.Events(0.5));
        Assert.Equal(131, SampleSize.Events(2, explained: 0.5));
    }

    [Fact]
    public void ExternalSet_SizesReachTheirPrecision()
    {
        // ln(1.22 / 0.82) = 2 * 1.96 * SE; n = (1 - risk) / (risk SE^2).
        var n = SampleSize.ForObservedExpected(0.1, Math.Exp(2 * 1.959963984540054 * 0.1));
        Assert.InRange(n, 900, 901);
        var size = SampleSize.ForAuc(0.3, 0.75, 0.1);
        Assert.True(2 * 1.959963984540054 * SampleSize.AucError(size, 0.3, 0.75) <= 0.1);
        Assert.True(2 * 1.959963984540054 * SampleSize.AucError(size - 1, 0.3, 0.75) > 0.1);

        // Without discrimination the variance is the Mann-Whitney one, (n + 1) / (12 n0 n1), to order 1/n.
        Assert.Equal(Math.Sqrt(2001 / (12.0 * 1000 * 1000)), SampleSize.AucError(2000, 0.5, 0.5), 2e-5);
    }

    [Fact]
    public void SampleSize_ImpossibleInput_NamesTheValue()
    {
        Assert.Contains("largest R-squared possible", Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.Development(5, 0.7, 0.01, 1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.Events(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSize.ForAuc(0, 0.7, 0.1));
    }
}
