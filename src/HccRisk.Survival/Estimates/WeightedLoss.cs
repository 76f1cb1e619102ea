using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Estimates;

/// <summary>The mean of a loss at a horizon by censoring weights, with the influence of each patient on it.</summary>
internal static class WeightedLoss
{
    /// <summary>The mean and n times its derivative by the weight of each patient, the estimated censoring weights included.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="t">The horizon.</param>
    /// <param name="cause">The cause of interest.</param>
    /// <param name="loss">Loss of a patient by index, given whether the event of the cause happened by the horizon.</param>
    public static (double Value, double[] Influence) Mean(SurvivalOutcome outcome, double t, int cause, Func<int, bool, double> loss)
    {
        var n = outcome.Count;
        var censoring = CensoringDistribution.Fit(outcome);
        var before = censoring.BeforeEach(outcome);
        var status = new HorizonStatus(outcome, censoring, t);
        var terms = new double[n];
        var influence = new double[n];
        double sum = 0;
        double free = 0;
        for (var i = 0; i < n; i++)
        {
            double term;
            if (status.IsFree(i))
            {
                term = loss(i, false) * status.FreeWeight / n;
                free += term;
            }
            else if (outcome.Events[i] != 0)
            {
                term = terms[i] = loss(i, outcome.Events[i] == cause) / before[i] / n;
            }
            else
            {
                continue;
            }

            sum += term;
            influence[i] = n * term;
        }

        CensoringInfluence.Add(outcome, status, terms, free, influence);
        return (sum, influence);
    }
}
