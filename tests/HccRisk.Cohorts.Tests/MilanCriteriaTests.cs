using Xunit;

namespace HccRisk.Cohorts.Tests;

public class MilanCriteriaTests
{
    // The limits as printed in Mazzaferro 1996: "5 cm or less in diameter", "no more than three ... 3 cm or less".
    [Theory]
    [InlineData(5.0, 1, false, false, true)]
    [InlineData(5.01, 1, false, false, false)]
    [InlineData(3.0, 3, false, false, true)]
    [InlineData(3.01, 3, false, false, false)]
    [InlineData(3.01, 2, false, false, false)]
    [InlineData(3.0, 2, false, false, true)]
    [InlineData(1.0, 4, false, false, false)]
    [InlineData(1.0, 1, true, false, false)]
    [InlineData(1.0, 1, false, true, false)]
    [InlineData(0.0, 0, false, true, false)]
    public void IsWithin_AtTheLimits_FollowsTheOriginal(double largest, int count, bool vascular, bool extrahepatic, bool within) =>
        Assert.Equal(within, MilanCriteria.IsWithin(largest, count, vascular, extrahepatic));

    [Fact]
    public void IsWithin_NoNumber_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MilanCriteria.IsWithin(double.NaN, 1, false, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => MilanCriteria.IsWithin(-1, 1, false, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => MilanCriteria.IsWithin(1, -1, false, false));
    }

    [Theory]
    [InlineData(double.NaN, 1, 1, 0, false)] // vascular invasion decides alone
    [InlineData(6, double.NaN, double.NaN, double.NaN, false)] // so does the size
    [InlineData(double.NaN, 4, double.NaN, double.NaN, false)] // so does the number
    public void Classify_DecisiveFindingWithOthersUnknown_IsBeyond(double largest, double count, double vascular, double extrahepatic, bool expected) =>
        Assert.Equal(expected, MilanCriteria.Classify(largest, count, vascular, extrahepatic));

    [Theory]
    [InlineData(double.NaN, 1, 0, 0)]
    [InlineData(4, double.NaN, 0, 0)]
    [InlineData(2, 1, double.NaN, 0)]
    [InlineData(2, 1, 0, double.NaN)]
    public void Classify_OpenFindings_IsUnknown(double largest, double count, double vascular, double extrahepatic) =>
        Assert.Null(MilanCriteria.Classify(largest, count, vascular, extrahepatic));
}
