using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Tests.Evaluation;

public class PredictionAccuracyTests
{
    /// <summary>
    /// The influence-function error against the jackknife, which knows nothing of influence functions: they agree to the order 1/n, here 2 %.
    /// </summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(1.2)]
    public void Accuracy_StandardError_EqualsJackknife(double effect)
    {
        var (plain, x) = Simulated.Cox(300, 1, 9, effect);
        var random = new Random(4);
        int[] events = [.. plain.Events.ToArray().Select(e => e == 1 && random.NextDouble() < 0.3 ? 2 : e)];
        var outcome = new SurvivalOutcome(plain.Times, events);
        double[] risk = [.. x.Select(v => 1 - Math.Exp(-0.45 * Math.Exp(effect * v)))];
        double[] times = [0.3, 0.6];
        var one = BrierScore.At(outcome, risk, 0.6).Accuracy!;
        var both = IntegratedBrier.Of(outcome, [.. risk.SelectMany(r => new[] { r / 2, r })], times, BrierIntegration.Trapezoid).Accuracy!;
        var (left, leftBoth) = (new double[300], new double[300]);
        for (var i = 0; i < 300; i++)
        {
            int[] rows = [.. Enumerable.Range(0, 300).Where(k => k != i)];
            var others = outcome.Select(rows);
            var kept = risk.Take(rows);
            left[i] = BrierScore.At(others, kept, 0.6).PredictionAccuracy!.Value;
            leftBoth[i] = IntegratedBrier.Of(others, [.. kept.SelectMany(r => new[] { r / 2, r })], times, BrierIntegration.Trapezoid).PredictionAccuracy!.Value;
        }

        Assert.InRange(one.StandardError!.Value / Jackknife(left), 0.98, 1.02);
        Assert.InRange(both.StandardError!.Value / Jackknife(leftBoth), 0.98, 1.02);
        Assert.Equal(BrierScore.At(outcome, risk, 0.6).PredictionAccuracy, one.Value);
        Assert.True(one.Lower < one.Value && one.Value < one.Upper && one.Upper <= 1);
    }

    private static double Jackknife(double[] left)
    {
        var mean = left.Average();
        return Math.Sqrt(left.Sum(v => (v - mean) * (v - mean)) * (left.Length - 1) / left.Length);
    }
}
