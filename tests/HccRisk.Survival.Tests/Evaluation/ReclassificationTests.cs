using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.ClinicalUtility;

namespace HccRisk.Survival.Tests.Evaluation;

public class ReclassificationTests
{
    private static readonly SurvivalOutcome Six = new([1, 2, 3, 7, 8, 9], [1, 1, 2, 1, 0, 1]);
    private static readonly double[] Before = [0.2, 0.6, 0.3, 0.4, 0.5, 0.1];
    private static readonly double[] After = [0.7, 0.5, 0.3, 0.2, 0.6, 0.05];

    /// <summary>Two cases (one up, one down), four controls (two down, one up, one stays): counted by hand.</summary>
    [Fact]
    public void Reclassification_NoCensoringBefore_CountsMoves()
    {
        var continuous = Reclassification.Continuous(Six, Before, After, 5);
        Assert.Equal(0, continuous.Cases.Value!.Value, 1e-14);
        Assert.Equal(0.25, continuous.Controls.Value!.Value, 1e-14);
        Assert.Equal(0.25, continuous.Net.Value!.Value, 1e-14);

        // Groups at 0.45: the first case rises, the second stays; no control leaves its group.
        var categorical = Reclassification.Categorical(Six, Before, After, new RiskGroups([0.45], "fixed"), 5);
        Assert.Equal((0.5, 0.0), (categorical.Cases.Value!.Value, categorical.Controls.Value!.Value));

        var idi = Reclassification.IntegratedDiscrimination(Six, Before, After, 5);
        Assert.Equal(0.2, idi.Cases.Value!.Value, 1e-14);
        Assert.Equal(0.15 / 4, idi.Controls.Value!.Value, 1e-14);

        // Of the mean of 0.5 and -0.1 among two cases of six, every weight 1: squared deviations / cases^2, times 6 / 5.
        Assert.Equal(Math.Sqrt(2 * 0.09 / 4 * 6 / 5), idi.Cases.StandardError!.Value, 1e-14);
    }

    /// <summary>Leaving one out agrees with the influence function to order 1/n: within 5 % for 150 patients, censoring included.</summary>
    [Fact]
    public void Reclassification_StandardErrors_AgreeWithTheJackknife()
    {
        var (outcome, x) = Simulated.Cox(150, 2, 12);
        double[] before = [.. Enumerable.Range(0, 150).Select(i => 1 / (1 + Math.Exp(-x[2 * i])))];
        double[] after = [.. Enumerable.Range(0, 150).Select(i => 1 / (1 + Math.Exp(-x[2 * i] - x[2 * i + 1])))];
        foreach (var estimate in new Func<SurvivalOutcome, double[], double[], ReclassificationResult>[]
        {
            (o, b, a) => Reclassification.Continuous(o, b, a, 0.6), (o, b, a) => Reclassification.IntegratedDiscrimination(o, b, a, 0.6),
        })
        {
            var left = Enumerable.Range(0, 150).Select(omitted =>
            {
                int[] rows = [.. Enumerable.Range(0, 150).Where(i => i != omitted)];
                return estimate(outcome.Select(rows), before.Take(rows), after.Take(rows)).Net.Value!.Value;
            }).ToArray();
            var mean = left.Average();
            var actual = estimate(outcome, before, after);
            Assert.InRange(actual.Net.StandardError!.Value / Math.Sqrt(149.0 / 150 * left.Sum(v => (v - mean) * (v - mean))), 0.95, 1.05);
            Assert.InRange(actual.PValue!.Value, 0, 1);
        }
    }

    [Fact]
    public void Reclassification_NothingToCompare_SaysWhy()
    {
        Assert.Contains("longest follow-up is 9", Reclassification.Continuous(Six, Before, After, 10).Net.NotEstimable, StringComparison.Ordinal);
        Assert.Contains("event of cause 3 by 5", Reclassification.Continuous(Six, Before, After, 5, cause: 3).Net.NotEstimable, StringComparison.Ordinal);
        Assert.Equal(0, Reclassification.Continuous(Six, Before, Before, 5).Net.Value);
        Assert.Null(Reclassification.Continuous(Six, Before, Before, 5).PValue);
    }
}
