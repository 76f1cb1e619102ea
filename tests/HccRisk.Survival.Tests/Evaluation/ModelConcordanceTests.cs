using CsCheck;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

public class ModelConcordanceTests
{
    [Fact]
    public void GonenHeller_AnyPredictor_EqualsThePaperFormula() => Simulated.Cohorts.Sample(cohort =>
    {
        var x = cohort.Score;
        double sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var d = x[j] - x[i];
                sum += d == 0 ? 0.5 : d < 0 ? 1 / (1 + Math.Exp(d)) : 1 / (1 + Math.Exp(-d));
            }
        }

        var actual = ModelConcordance.GonenHeller(x);
        if (x.Distinct().Count() == 1)
        {
            Assert.Contains("same linear predictor", actual.NotEstimable, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(2 * sum / (x.Length * (x.Length - 1.0)), actual.Value!.Value, 1e-12);
    });

    [Fact]
    public void GonenHeller_TwoPatients_IsTheLogisticFunction() =>
        Assert.Equal(0.75, ModelConcordance.GonenHeller([0, Math.Log(3)]).Value!.Value, 1e-14);

    /// <summary>Curves of a proportional hazards model keep the order of the score at every time: Harrell's C and its standard error.</summary>
    [Fact]
    public void Antolini_ProportionalHazards_IsHarrell() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        double[] grid = [.. Enumerable.Range(1, 20).Select(t => (double)t)];
        double[] risks = [.. cohort.Score.SelectMany(s => grid.Select(t => 1 - Math.Exp(-0.02 * t * Math.Exp(s))))];
        var expected = Concordance.Harrell(outcome, cohort.Score).Estimate;
        var actual = ModelConcordance.Antolini(outcome, risks, grid);
        Assert.Equal(expected.Value is null, actual.Value is null);
        Assert.Equal(expected.Value ?? 0, actual.Value ?? 0, 1e-12);
        Assert.Equal(expected.StandardError ?? 0, actual.StandardError ?? 0, 1e-12);
    });

    /// <summary>The only patients who outlive the event have its risk: one half, as Harrell's C, for others differ.</summary>
    [Fact]
    public void Antolini_EveryComparablePairTied_IsOneHalf()
    {
        var outcome = new SurvivalOutcome([2, 1, 3], [1, 0, 0]);

        Assert.Equal(0.5, ModelConcordance.Antolini(outcome, [0.3, 0.9, 0.3], [2]).Value);
        Assert.Equal(0.5, Concordance.Harrell(outcome, [0.3, 0.9, 0.3]).Estimate.Value);
    }

    [Fact]
    public void Antolini_CrossingCurves_UsesTheRiskAtTheEvent()
    {
        // The first has its event at 1, where its curve is the higher; the second at 2, where its curve is the higher: both right.
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 1, 0]);
        Assert.Equal(1, ModelConcordance.Antolini(outcome, [0.5, 0.5, 0.3, 0.9, 0.1, 0.2], [1, 2]).Value);
        Assert.Equal(1.0 / 3, ModelConcordance.Antolini(outcome, [0.2, 0.5, 0.3, 0.9, 0.4, 0.2], [1, 2]).Value!.Value, 1e-14);
        Assert.Contains("no pair", ModelConcordance.Antolini(outcome, [0.5, 0.3, 0.1], [2.5]).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("same predicted risk", ModelConcordance.Antolini(outcome, [0.3, 0.3, 0.3], [1]).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("must ascend", Assert.Throws<ArgumentException>(() => ModelConcordance.Antolini(outcome, new double[6], [2, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IncidentDynamic_AnyCohort_EqualsTheDoubleSum() => Simulated.Cohorts.Sample(cohort =>
    {
        var (times, events, score) = cohort;
        double pairs = 0, weights = 0;
        for (var i = 0; i < times.Length; i++)
        {
            for (var j = 0; j < times.Length; j++)
            {
                if (times[i] >= 9 && times[j] > 9)
                {
                    weights += Math.Exp(score[i]);
                    pairs += Math.Exp(score[i]) * (score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0);
                }
            }
        }

        var actual = IncidentDynamicAuc.At(new SurvivalOutcome(times, events), score, [9])[0];
        Assert.Equal(weights == 0, actual.Value is null);
        Assert.Equal(weights == 0 ? 0 : pairs / weights, actual.Value ?? 0, 1e-12);
    });
}
