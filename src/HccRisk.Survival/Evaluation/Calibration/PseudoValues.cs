using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>
/// What each patient adds to the observed risk at a horizon (Andersen, Klein and Rosthoj, Biometrika 2003): stands in for the status at the
/// horizon, which is unknown of the censored, in any regression that wants one number a patient.
/// </summary>
public static class PseudoValues
{
    /// <summary>The jackknife pseudo-values n F(t) - (n - 1) F without the patient(t) of the cumulative incidence, exact and in O(n log n).</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events; no entry times, no weights.</param>
    /// <param name="time">The horizon, finite, greater than 0 and not beyond the longest follow-up.</param>
    /// <param name="cause">The cause of interest, 1 or greater.</param>
    /// <returns>
    /// One value a patient, in their order: 0 or 1 as the status at the horizon without censoring, otherwise also somewhat below 0, above 1
    /// or between. Their mean is close to the Aalen-Johansen risk, and equal to it without censoring.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">Nobody was followed to the horizon.</exception>
    public static double[] Of(SurvivalOutcome outcome, double time, int cause = 1)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        outcome.RequirePlain("A pseudo-value");
        PredictionChecks.RequireHorizon(time, nameof(time));
        if (PredictionChecks.Beyond(outcome, time) is { } reason)
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"There are no pseudo-values: {reason}.");
        }

        var order = outcome.Order;
        var times = outcome.SortedTimes;
        var events = outcome.EventArray;
        var n = order.Length;
        var starts = new List<int>();
        for (var i = 0; i < n && times[i] <= time; i++)
        {
            if (i == 0 || times[i] != times[i - 1])
            {
                starts.Add(i);
            }
        }

        var reached = Array.FindLastIndex(times, t => t <= time) + 1;
        starts.Add(reached);
        var groups = starts.Count - 1;
        var own = new int[groups];
        var any = new int[groups];
        for (var g = 0; g < groups; g++)
        {
            for (var i = starts[g]; i < starts[g + 1]; i++)
            {
                own[g] += events[order[i]] == cause ? 1 : 0;
                any[g] += events[order[i]] != 0 ? 1 : 0;
            }
        }

        // Risk from a time on of those then at risk: a patient who has left changes nothing of it.
        var later = new double[groups + 1];
        for (var g = groups - 1; g >= 0; g--)
        {
            double atRisk = n - starts[g];
            later[g] = (own[g] / atRisk) + ((1 - (any[g] / atRisk)) * later[g + 1]);
        }

        var result = new double[n];
        double free = 1, incidence = 0;
        for (var g = 0; g < groups; g++)
        {
            double others = n - starts[g] - 1;
            for (var i = starts[g]; i < starts[g + 1]; i++)
            {
                var code = events[order[i]];
                var rest = others == 0
                    ? 0
                    : ((own[g] - (code == cause ? 1 : 0)) / others) + ((1 - ((any[g] - (code != 0 ? 1 : 0)) / others)) * later[g + 1]);
                result[order[i]] = (n * later[0]) - ((n - 1) * (incidence + (free * rest)));
            }

            // Where nobody else is left no patient comes after, so that what follows is not looked at.
            incidence += others == 0 ? 0 : free * own[g] / others;
            free *= others == 0 ? 1 : 1 - (any[g] / others);
        }

        for (var i = reached; i < n; i++)
        {
            result[order[i]] = (n * later[0]) - ((n - 1) * incidence);
        }

        return result;
    }
}
