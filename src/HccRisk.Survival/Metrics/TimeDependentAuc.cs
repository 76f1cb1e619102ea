using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Metrics;

/// <summary>
/// Time-dependent area under the ROC curve by inverse probability of censoring weighting, with the influence-function
/// standard error that accounts for the estimated weights (Blanche, Dartigues and Jacqmin-Gadda, Stat Med 2013).
/// </summary>
/// <remarks>
/// A case at T has weight 1/G(T-), a control still followed at t has 1/G(t), and one that had another cause at T has 1/G(T-);
/// G is the marginal Kaplan-Meier of being censored in the data given, events leaving before censorings at a tie. Pairs with
/// equal scores count one half. Each horizon costs O(n) after one sort; nothing of size n x n is made.
/// </remarks>
public static class TimeDependentAuc
{
    /// <summary>AUC of cases by t against controls at t (cumulative/dynamic) for each horizon.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="times">Horizons, finite and greater than 0, in any order.</param>
    /// <param name="options">Cause, conventions and level; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between horizons.</param>
    /// <returns>One result a horizon, in the order given; one that cannot be estimated says why.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    public static IReadOnlyList<TimeDependentAucResult> CumulativeDynamic(
        SurvivalOutcome outcome,
        ReadOnlySpan<double> score,
        ReadOnlySpan<double> times,
        TimeDependentAucOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("The time-dependent AUC");
        options ??= new TimeDependentAucOptions();
        options.Validate();
        outcome.RequireFinite(score, nameof(score));
        for (var k = 0; k < times.Length; k++)
        {
            if (!(times[k] > 0) || !double.IsFinite(times[k]))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Horizon {k} is {times[k]}: it must be finite and greater than 0."), nameof(times));
            }
        }

        var kernel = new AucKernel(outcome, score, options);
        var results = new TimeDependentAucResult[times.Length];
        for (var k = 0; k < results.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[k] = kernel.Estimate(times[k]);
        }

        return results;
    }
}
