using HccRisk.Survival.Data;
using HccRisk.Survival.Nonparametric;

namespace HccRisk.Survival.Metrics;

/// <summary>
/// The Brier score of predicted risks at a horizon by inverse probability of censoring weighting (Graf et al., Stat Med 1999), with
/// competing causes as in riskRegression's Score: somebody with another cause by t did not have the event.
/// </summary>
public static class BrierScore
{
    /// <summary>Brier score at one horizon, with the influence-function standard error that accounts for the estimated weights.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>The score, or a result that says why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk lies outside 0 to 1 (named by its index).</exception>
    public static BrierResult At(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, BrierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("The Brier score");
        options ??= new BrierOptions();
        options.Validate();
        PredictionChecks.RequireProbabilities(outcome, risk, nameof(risk));
        PredictionChecks.RequireHorizon(time, nameof(time));

        var method = FormattableString.Invariant($"Brier score (IPCW), t = {time}");
        if (PredictionChecks.Beyond(outcome, time) is { } reason)
        {
            return new BrierResult { Time = time, Brier = MetricEstimate.None(method, reason, options.Level), NullBrier = null };
        }

        var (value, variance) = Score(outcome, risk, time, options.Cause);
        var marginal = outcome.Causes.Contains(options.Cause) ? AalenJohansen.Fit(outcome).IncidenceAt(options.Cause, time) : 0;
        var same = new double[outcome.Count];
        Array.Fill(same, marginal);
        return new BrierResult
        {
            Time = time,
            Brier = MetricEstimate.Of(method, value, variance > 0 ? Math.Sqrt(variance) : null, options.Level, 0, 1),
            NullBrier = Score(outcome, same, time, options.Cause).Value,
        };
    }

    private static (double Value, double Variance) Score(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double t, int cause)
    {
        var n = outcome.Count;
        var censoring = CensoringDistribution.Fit(outcome);
        var before = censoring.BeforeEach(outcome);
        var freeWeight = 1 / censoring.At(t);
        var terms = new double[n];
        var influence = new double[n];
        double sum = 0;
        double free = 0;
        for (var i = 0; i < n; i++)
        {
            double term;
            if (outcome.Times[i] > t)
            {
                term = risk[i] * risk[i] * freeWeight / n;
                free += term;
            }
            else if (outcome.Events[i] != 0)
            {
                var difference = (outcome.Events[i] == cause ? 1 : 0) - risk[i];
                term = terms[i] = difference * difference / before[i] / n;
            }
            else
            {
                continue;
            }

            sum += term;
            influence[i] = n * term;
        }

        CensoringInfluence.Add(outcome, t, terms, free, influence);
        return (sum, CensoringInfluence.VarianceOfMean(influence));
    }
}
