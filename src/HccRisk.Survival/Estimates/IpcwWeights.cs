using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Estimates;

/// <summary>
/// Inverse probability of censoring weights: they let the patients whose status at a horizon is known stand for the others, in any method
/// that takes weights and a yes or no (Robins and Finkelstein, Biometrics 2000).
/// </summary>
public static class IpcwWeights
{
    /// <summary>The weights at one horizon, by the Kaplan-Meier estimate G of staying uncensored.</summary>
    /// <param name="outcome">Follow-up; every positive code is an event; no entry times, no weights.</param>
    /// <param name="time">The horizon, finite, greater than 0 and not beyond the longest follow-up.</param>
    /// <param name="ties">Who leaves first when an event and a censoring share a time.</param>
    /// <returns>
    /// One weight a patient: 1/G(T-) with an event by the horizon, 1/G(time) when followed beyond it, 0 when censored by then. Where all follow-up
    /// ends at the horizon, those censored there have reached it: they have 1/G(time-), which is 1 without earlier censoring. The weights sum to
    /// the number of patients.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">Nobody was followed to the horizon.</exception>
    public static double[] At(SurvivalOutcome outcome, double time, CensoringTies ties = CensoringTies.EventsFirst)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("A censoring weight");
        PredictionChecks.RequireHorizon(time, nameof(time));
        if (PredictionChecks.Beyond(outcome, time) is { } reason)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"There are no weights: {reason}.");
        }

        var censoring = CensoringDistribution.Fit(outcome, ties);
        var status = new HorizonStatus(outcome, censoring, time);
        var weights = new double[outcome.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = status.IsFree(i) ? status.FreeWeight : outcome.Events[i] != 0 ? 1 / censoring.Before(outcome.Times[i]) : 0;
        }

        return weights;
    }
}
