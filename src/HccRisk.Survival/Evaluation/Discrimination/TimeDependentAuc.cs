using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Time-dependent area under the ROC curve by inverse probability of censoring weighting, with the influence-function
/// standard error that accounts for the estimated weights (Blanche, Dartigues and Jacqmin-Gadda, Stat Med 2013).
/// </summary>
/// <remarks>
/// A case at T has weight 1/G(T-), a control followed beyond t has 1/G(t) (where all follow-up ends at t: one censored at t has 1/G(t-)), and
/// one that had another cause at T has 1/G(T-);
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
        options = Check(outcome, score, times, options);
        var kernel = new AucKernel(outcome, score, options);
        var results = new TimeDependentAucResult[times.Length];
        for (var k = 0; k < results.Length; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[k] = kernel.Estimate(times[k]);
        }

        return results;
    }

    /// <summary>Difference of the areas of two markers on the same patients at each horizon, with a test that uses the pairing.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="reference">The marker to compare with, one finite value a patient; higher = more risk.</param>
    /// <param name="times">Horizons, finite and greater than 0, in any order.</param>
    /// <param name="options">Cause, conventions and level; null for the defaults.</param>
    /// <returns>AUC of the score minus that of the reference at each horizon: above 0 = better than the reference.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    public static IReadOnlyList<MetricComparison> Compare(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, ReadOnlySpan<double> reference, ReadOnlySpan<double> times, TimeDependentAucOptions? options = null)
    {
        options = Check(outcome, score, times, options);
        outcome.RequireFinite(reference, nameof(reference));
        var first = new AucKernel(outcome, score, options);
        var second = new AucKernel(outcome, reference, options);
        var results = new MetricComparison[times.Length];
        for (var k = 0; k < results.Length; k++)
        {
            var one = first.Estimate(times[k]).Auc;
            var two = second.Estimate(times[k]).Auc;
            var method = "difference of " + one.Method;
            results[k] = one.Value is { } value && two.Value is { } other
                ? MetricComparison.Of(method, value - other, first.Influence, second.Influence, options.Level)
                : MetricComparison.None(method, (one.NotEstimable ?? two.NotEstimable)!, options.Level);
        }

        return results;
    }

    /// <summary>
    /// A confidence band that holds all horizons together with the stated level: the largest of correlated normal deviates is
    /// simulated from the influence of each patient on each area (Blanche, Dartigues and Jacqmin-Gadda, Stat Med 2013).
    /// </summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="times">Horizons, finite and greater than 0, in any order.</param>
    /// <param name="options">Cause, conventions and level; null for the defaults.</param>
    /// <param name="simulations">Draws, 100 or more; 20,000 give the critical value to about 0.01.</param>
    /// <param name="seed">Same seed, same band.</param>
    /// <returns>The areas with the band as their limits, in the order given, and its critical value.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    public static AucBand Band(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, ReadOnlySpan<double> times, TimeDependentAucOptions? options = null, int simulations = 20000, int seed = 0)
    {
        options = Check(outcome, score, times, options);
        ArgumentOutOfRangeException.ThrowIfLessThan(simulations, 100);
        var kernel = new AucKernel(outcome, score, options);
        var points = new TimeDependentAucResult[times.Length];
        var influences = new List<double[]>();
        for (var k = 0; k < points.Length; k++)
        {
            points[k] = kernel.Estimate(times[k]);
            if (points[k].Auc.StandardError is not null)
            {
                influences.Add(kernel.Influence.ToArray());
            }
        }

        var critical = influences.Count > 0 ? SimultaneousQuantile.Of(influences, options.Level, simulations, seed) : (double?)null;
        return new AucBand
        {
            Critical = critical,
            Points = Array.ConvertAll(points, p => p.Auc is { Value: { } value, StandardError: { } error }
                ? p with { Auc = p.Auc with { Method = p.Auc.Method + ", simultaneous band", Lower = Math.Max(0, value - critical!.Value * error), Upper = Math.Min(1, value + critical.Value * error) } }
                : p),
        };
    }

    internal static TimeDependentAucOptions Check(SurvivalOutcome outcome, ReadOnlySpan<double> score, ReadOnlySpan<double> times, TimeDependentAucOptions? options)
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

        return options;
    }
}
