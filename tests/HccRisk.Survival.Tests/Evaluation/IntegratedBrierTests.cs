using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Tests.Evaluation;

public class IntegratedBrierTests
{
    private static readonly SurvivalOutcome Five = new([1, 2, 3, 4, 8], [1, 0, 1, 2, 0]);

    [Fact]
    public void Of_ConstantRisk_AddsTheScoresByTheRule()
    {
        double[] times = [1.5, 3.5, 5];
        var risks = Enumerable.Repeat(0.4, 15).ToArray();
        var b = times.Select(t => BrierScore.At(Five, Enumerable.Repeat(0.4, 5).ToArray(), t).Brier.Value!.Value).ToArray();
        Assert.Equal((b[0] * 2 + b[1] * 1.5) / 5, IntegratedBrier.Of(Five, risks, times).Integrated.Value!.Value, 1e-14);
        Assert.Equal(
            (b[0] / 2 * 1.5 + (b[0] + b[1]) / 2 * 2 + (b[1] + b[2]) / 2 * 1.5) / 5, IntegratedBrier.Of(Five, risks, times, BrierIntegration.Trapezoid).Integrated.Value!.Value, 1e-14);
    }

    /// <summary>A sum of one weighted term has that term's relative standard error.</summary>
    [Fact]
    public void Of_TwoHorizons_ScalesTheStandardError()
    {
        var (outcome, x) = Simulated.Cox(100, 1, 2);
        double[] risk = [.. x.Select(v => 1 / (1 + Math.Exp(-v)))];
        var one = BrierScore.At(outcome, risk, 0.5).Brier;
        var actual = IntegratedBrier.Of(outcome, [.. risk.SelectMany(r => new[] { r, r })], [0.5, 0.8]).Integrated;
        Assert.Equal(one.StandardError!.Value * 0.3 / 0.8, actual.StandardError!.Value, 1e-14);
    }

    [Theory]
    [InlineData(BrierIntegration.LeftStep)]
    [InlineData(BrierIntegration.Trapezoid)]
    public void UpToEach_Horizons_EqualsTheFirstOfThemAlone(BrierIntegration rule)
    {
        var (outcome, x) = Simulated.Cox(80, 1, 6);
        double[] times = [0.1, 0.25, 0.5, 0.7];
        double[] risks = [.. x.SelectMany(v => times.Select(t => 1 - Math.Exp(-t * Math.Exp(v))))];
        var all = IntegratedBrier.UpToEach(outcome, risks, times, rule);
        for (var k = 1; k <= times.Length; k++)
        {
            double[] first = [.. Enumerable.Range(0, outcome.Count).SelectMany(i => risks[(4 * i)..(4 * i + k)])];
            var one = IntegratedBrier.Of(outcome, first, times.AsSpan(0, k), rule);
            Assert.Equal(one.Integrated.Value!.Value, all[k - 1].Integrated.Value!.Value, 1e-15);
            Assert.Equal(one.Integrated.StandardError ?? 0, all[k - 1].Integrated.StandardError ?? 0, 1e-15);
            Assert.Equal(one.NullIntegrated, all[k - 1].NullIntegrated);
            Assert.Equal(k, all[k - 1].Points.Count);
        }
    }

    [Fact]
    public void Of_BadInput_SaysWhy()
    {
        Assert.Contains("longest follow-up is 8", IntegratedBrier.Of(Five, Enumerable.Repeat(0.4, 10).ToArray(), [2, 9]).Integrated.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("must ascend", Assert.Throws<ArgumentException>(() => IntegratedBrier.Of(Five, new double[10], [2, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("5 patients x 1 horizons", Assert.Throws<ArgumentException>(() => IntegratedBrier.Of(Five, new double[4], [2])).Message, StringComparison.Ordinal);
        Assert.Contains("longest follow-up is 8", BrierScore.Compare(Five, new double[5], [], 9).Difference.NotEstimable, StringComparison.Ordinal);
    }
}
