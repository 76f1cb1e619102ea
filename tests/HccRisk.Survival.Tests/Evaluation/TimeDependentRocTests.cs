using CsCheck;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

public class TimeDependentRocTests
{
    [Fact]
    public void Curve_AnyCohort_HasTheAreaOfTheAuc() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        foreach (var controls in Enum.GetValues<AucControls>())
        {
            var curve = TimeDependentRoc.Curve(outcome, cohort.Score, 8, new TimeDependentAucOptions { Controls = controls });
            if (curve.Auc.Value is not { } auc)
            {
                Assert.NotNull(curve.Auc.NotEstimable);
                Assert.Empty(curve.Points);
                continue;
            }

            double area = 0;
            for (var k = 1; k < curve.Points.Count; k++)
            {
                var (a, b) = (curve.Points[k - 1], curve.Points[k]);
                area += (b.Specificity - a.Specificity) * (a.Sensitivity + b.Sensitivity) / 2;
            }

            Assert.Equal(auc, area, 1e-12);
            var point = curve.Points[curve.Points.Count / 2];
            if (double.IsFinite(point.Threshold))
            {
                var at = TimeDependentRoc.At(outcome, cohort.Score, point.Threshold, 8, new TimeDependentAucOptions { Controls = controls });
                Assert.Equal(point.Sensitivity, at.Sensitivity.Value!.Value, 1e-12);
                Assert.Equal(point.Specificity, at.Specificity.Value!.Value, 1e-12);
            }
        }
    });

    /// <summary>Without censoring the four numbers are those of the two-by-two table, their errors binomial with denominator m of the row (n - 1 for n in ours).</summary>
    [Fact]
    public void At_NoCensoring_IsTheTwoByTwoTable()
    {
        double[] times = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        double[] score = [9, 8, 1, 7, 2, 6, 3, 4, 5, 0];
        var actual = TimeDependentRoc.At(new SurvivalOutcome(times, [1, 1, 1, 2, 1, 1, 1, 1, 1, 1]), score, 4.5, 5.5);

        // Positive: 9, 8, 7, 6, 5. Cases: 9, 8, 1, 2. Controls: 7 (other cause), 6, 3, 4, 5, 0.
        Assert.Equal(2.0 / 4, actual.Sensitivity.Value!.Value, 1e-14);
        Assert.Equal(3.0 / 6, actual.Specificity.Value!.Value, 1e-14);
        Assert.Equal(2.0 / 5, actual.PositivePredictiveValue.Value!.Value, 1e-14);
        Assert.Equal(3.0 / 5, actual.NegativePredictiveValue.Value!.Value, 1e-14);
        Assert.Equal(Math.Sqrt(0.5 * 0.5 / 4 * 10 / 9), actual.Sensitivity.StandardError!.Value, 1e-14);
        Assert.Equal(Math.Sqrt(0.4 * 0.6 / 5 * 10 / 9), actual.PositivePredictiveValue.StandardError!.Value, 1e-14);
    }

    /// <summary>Leaving one out agrees with the influence function to order 1/n: within 5 % for 200 patients.</summary>
    [Fact]
    public void At_StandardErrors_AgreeWithTheJackknife()
    {
        var (outcome, x) = Simulated.Cox(200, 1, 6);
        var actual = TimeDependentRoc.At(outcome, x, 0.3, 0.6);
        foreach (var pick in new Func<ThresholdAccuracy, MetricEstimate>[] { a => a.Sensitivity, a => a.Specificity, a => a.PositivePredictiveValue, a => a.NegativePredictiveValue })
        {
            var left = Enumerable.Range(0, 200).Select(out_ =>
            {
                int[] rows = [.. Enumerable.Range(0, 200).Where(i => i != out_)];
                return pick(TimeDependentRoc.At(outcome.Select(rows), x.Take(rows), 0.3, 0.6)).Value!.Value;
            }).ToArray();
            var mean = left.Average();
            Assert.InRange(pick(actual).StandardError!.Value / Math.Sqrt(199.0 / 200 * left.Sum(v => (v - mean) * (v - mean))), 0.95, 1.05);
        }
    }

    [Fact]
    public void At_EmptyRows_SayWhy()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 0, 0]);
        Assert.Contains("score above 9", TimeDependentRoc.At(outcome, [3, 2, 1], 9, 2.5).PositivePredictiveValue.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("score of 0 or less", TimeDependentRoc.At(outcome, [3, 2, 1], 0, 2.5).NegativePredictiveValue.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("event of cause 2 by 2.5", TimeDependentRoc.At(outcome, [3, 2, 1], 2, 2.5, new TimeDependentAucOptions { Cause = 2 }).Sensitivity.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("longest follow-up is 3", TimeDependentRoc.At(outcome, [3, 2, 1], 2, 4).Specificity.NotEstimable, StringComparison.Ordinal);
    }
}
