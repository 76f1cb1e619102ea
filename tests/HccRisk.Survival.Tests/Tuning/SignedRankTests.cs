using HccRisk.Survival.Tuning;

namespace HccRisk.Survival.Tests.Tuning;

public sealed class SignedRankTests
{
    // By counting sign patterns: all of n negative is 1 of 2^n; n = 5 with the smallest positive is 2 of 32, with the two smallest 1 + 1 + 1 + 2 of 32.
    [Theory]
    [InlineData(new[] { -1.0, -2, -3, -4 }, 1.0 / 16)]
    [InlineData(new[] { -1.0, -2, -3, -4, -5 }, 1.0 / 32)]
    [InlineData(new[] { 1.0, -2, -3, -4, -5 }, 2.0 / 32)]
    [InlineData(new[] { 1.0, 2, -3, -4, -5 }, 5.0 / 32)]
    [InlineData(new[] { 1.0, 2, 3 }, 1.0)]
    [InlineData(new[] { 0.0, 0, 0 }, 1.0)]
    [InlineData(new[] { -1.0, -1 }, 0.25)]
    public void Below_FewDifferences_IsTheShareOfSignPatterns(double[] differences, double expected) =>
        Assert.Equal(expected, SignedRank.Below(differences), 1e-15);

    [Fact]
    public void Below_Ties_CountAllSignPatterns()
    {
        double[] differences = [0.5, -0.5, -0.5, 1.5, -2, -2, 0.1, -3];
        double[] sizes = [.. differences.Select(Math.Abs).Order()];
        double[] ranks = [.. differences.Select(d => sizes.Select((s, i) => (s, i)).Where(p => p.s == Math.Abs(d)).Average(p => p.i + 1.0))];
        var observed = differences.Select((d, i) => d > 0 ? ranks[i] : 0).Sum();
        var below = Enumerable.Range(0, 256).Count(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum() <= observed + 1e-9);

        Assert.Equal(below / 256.0, SignedRank.Below(differences), 1e-15);
    }
}
