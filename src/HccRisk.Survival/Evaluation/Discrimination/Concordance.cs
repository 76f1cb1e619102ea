using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Concordance of a score with time to event, in O(n log n). Higher score = more risk; every positive event code counts as
/// the event. The standard error is the infinitesimal jackknife with the weights taken as known, as in R's <c>concordance</c>.
/// </summary>
public static class Concordance
{
    /// <summary>Harrell's C (JAMA 1982): every pair in which the shorter time is an event counts once.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="tau">Only events up to and including this time count; null for all.</param>
    /// <param name="options">Level and standard error; null for the defaults.</param>
    /// <returns>The concordance, or a result that says why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is not finite (named by its index), or tau is not greater than 0.</exception>
    public static ConcordanceResult Harrell(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, double? tau = null, ConcordanceOptions? options = null)
    {
        options = Check(outcome, score, tau, options);
        return HarrellOf(outcome, score, tau, options).Result;
    }

    /// <summary>
    /// Uno's C (Stat Med 2011): pairs are weighted by the inverse squared probability of being uncensored, so that the estimate
    /// does not depend on the censoring pattern.
    /// </summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="tau">
    /// Only events before this time count (see <see cref="UnoConvention"/> for events at tau itself); null for all events at which
    /// the probability of being uncensored is not 0.
    /// </param>
    /// <param name="options">Convention, level and standard error; null for the defaults.</param>
    /// <param name="censoring">Follow-up from which the censoring distribution is estimated; null for <paramref name="outcome"/> itself.</param>
    /// <returns>The concordance, or a result that says why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is not finite (named by its index), or tau is not greater than 0.</exception>
    public static ConcordanceResult Uno(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, double? tau = null, ConcordanceOptions? options = null, SurvivalOutcome? censoring = null)
    {
        options = Check(outcome, score, tau, options);
        return UnoOf(outcome, score, tau, options, censoring).Result;
    }

    /// <summary>
    /// Concordance with the pairs of each event weighted by its time, as R's <c>concordance</c>: events up to and including tau count, a
    /// patient censored at the time of an event outlives it, and events leave before censorings in G.
    /// </summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="tau">Only events up to and including this time count; null for all (with G: for all at which G is not 0).</param>
    /// <param name="options">Level and standard error; null for the defaults.</param>
    /// <returns>The concordance, or a result that says why there is none. Counts are weighted.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a score is not finite (named by its index), weights are not known, or tau is not greater than 0.</exception>
    public static ConcordanceResult Weighted(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, ConcordanceWeights weights, double? tau = null, ConcordanceOptions? options = null)
    {
        options = Check(outcome, score, tau, options);
        var at = new EventTimeWeights(outcome, weights);
        var end = tau ?? double.PositiveInfinity;
        return new ConcordanceKernel(outcome, score, censoredAtEventOutlive: true)
            .Estimate(Name($"C ({at.Name})", tau), t => t <= end ? at.At(t) : 0, tau, options);
    }

    /// <summary>
    /// Harrell's C of rows with case weights, entry times, strata or clusters: what R reports for a fitted Cox model. Only rows of one
    /// stratum are compared, and an event only with rows at risk at its time. O(n log n).
    /// </summary>
    /// <param name="outcome">Follow-up; entry times and weights are those of the outcome.</param>
    /// <param name="score">One finite value a row, such as the linear predictor; higher = more risk.</param>
    /// <param name="strata">Stratum code of each row; empty for none.</param>
    /// <param name="clusters">Cluster code of each row, whose rows are taken together in the standard error; empty for none.</param>
    /// <param name="level">Level of the confidence interval, between 0 and 1.</param>
    /// <returns>The concordance with the infinitesimal jackknife standard error, or the reason why there is none.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a score is not finite (named by its index).</exception>
    public static MetricEstimate OfRows(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, ReadOnlySpan<int> strata = default, ReadOnlySpan<int> clusters = default, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        outcome.RequireFinite(score, nameof(score));
        if (!clusters.IsEmpty && clusters.Length != outcome.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'clusters' has {clusters.Length} values, 'outcome' has {outcome.Count} rows."), nameof(clusters));
        }

        const string Method = "Harrell C of rows";
        var rows = new RowConcordance(outcome);
        foreach (var stratum in GroupCodes.Strata(strata, outcome, nameof(strata)))
        {
            rows.AddStratum(stratum, score);
        }

        return rows.Pairs > 0
            ? MetricEstimate.Of(Method, (rows.Agreement / rows.Pairs + 1) / 2, Math.Sqrt(rows.Variance(clusters)), level, 0, 1)
            : MetricEstimate.None(Method, "no comparable pair: nobody at risk outlived a row with the event", level);
    }

    /// <summary>Difference of Harrell's C of two markers on the same patients, with a test that uses the pairing.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="reference">The marker to compare with; higher = more risk.</param>
    /// <param name="tau">Only events up to and including this time count; null for all.</param>
    /// <param name="options">Level; null for the defaults. The standard error is always made.</param>
    /// <returns>C of the score minus that of the reference: above 0 = better than the reference.</returns>
    /// <exception cref="ArgumentException">As <see cref="Harrell"/>.</exception>
    public static MetricComparison CompareHarrell(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, ReadOnlySpan<double> reference, double? tau = null, ConcordanceOptions? options = null)
    {
        options = Check(outcome, score, tau, options) with { StandardError = true };
        outcome.RequireFinite(reference, nameof(reference));
        return Difference(HarrellOf(outcome, score, tau, options), HarrellOf(outcome, reference, tau, options), options.Level);
    }

    /// <summary>Difference of Uno's C of two markers on the same patients, with a test that uses the pairing; weights are taken as known.</summary>
    /// <param name="outcome">Follow-up.</param>
    /// <param name="score">One finite value a patient; higher = more risk.</param>
    /// <param name="reference">The marker to compare with; higher = more risk.</param>
    /// <param name="tau">As in <see cref="Uno"/>.</param>
    /// <param name="options">Convention and level; null for the defaults. The standard error is always made.</param>
    /// <param name="censoring">Follow-up from which the censoring distribution is estimated; null for <paramref name="outcome"/> itself.</param>
    /// <returns>C of the score minus that of the reference: above 0 = better than the reference.</returns>
    /// <exception cref="ArgumentException">As <see cref="Uno"/>.</exception>
    public static MetricComparison CompareUno(
        SurvivalOutcome outcome,
        ReadOnlySpan<double> score,
        ReadOnlySpan<double> reference,
        double? tau = null,
        ConcordanceOptions? options = null,
        SurvivalOutcome? censoring = null)
    {
        options = Check(outcome, score, tau, options) with { StandardError = true };
        outcome.RequireFinite(reference, nameof(reference));
        return Difference(UnoOf(outcome, score, tau, options, censoring), UnoOf(outcome, reference, tau, options, censoring), options.Level);
    }

    private static (ConcordanceResult Result, double[] Influence) HarrellOf(SurvivalOutcome outcome, ReadOnlySpan<double> score, double? tau, ConcordanceOptions options)
    {
        var kernel = new ConcordanceKernel(outcome, score, censoredAtEventOutlive: true);
        var end = tau ?? double.PositiveInfinity;
        return (kernel.Estimate(Name("Harrell C", tau), t => t <= end ? 1 : 0, tau, options), kernel.Influence);
    }

    private static (ConcordanceResult Result, double[] Influence) UnoOf(
        SurvivalOutcome outcome, ReadOnlySpan<double> score, double? tau, ConcordanceOptions options, SurvivalOutcome? censoring)
    {
        var asR = options.Convention == UnoConvention.RTimeWeight;
        var distribution = CensoringDistribution.Fit(censoring ?? outcome, options.Convention == UnoConvention.Explicit ? CensoringTies.Simultaneous : CensoringTies.EventsFirst);
        var kernel = new ConcordanceKernel(outcome, score, censoredAtEventOutlive: asR);
        var end = tau ?? double.PositiveInfinity;
        var before = distribution.BeforeAscending();
        var result = kernel.Estimate(
            Name(asR ? "Uno C (n/G2)" : "Uno C", tau),
            t =>
            {
                var g = before(t);
                return g > 0 && (t < end || (asR && t == end)) ? 1 / (g * g) : 0;
            },
            tau,
            options);
        return (result, kernel.Influence);
    }

    private static MetricComparison Difference((ConcordanceResult Result, double[] Influence) one, (ConcordanceResult Result, double[] Influence) two, double level)
    {
        var method = "difference of " + one.Result.Estimate.Method;
        if (one.Result.Estimate.Value is not { } first || two.Result.Estimate.Value is not { } second)
        {
            return MetricComparison.None(method, (one.Result.Estimate.NotEstimable ?? two.Result.Estimate.NotEstimable)!, level);
        }

        double squares = 0;
        for (var i = 0; i < one.Influence.Length; i++)
        {
            var difference = one.Influence[i] - two.Influence[i];
            squares += difference * difference;
        }

        return MetricComparison.Of(method, first - second, squares > 0 ? Math.Sqrt(squares) : null, level);
    }

    private static string Name(string name, double? tau) => tau is { } end ? FormattableString.Invariant($"{name}, tau = {end}") : name;

    private static ConcordanceOptions Check(SurvivalOutcome outcome, ReadOnlySpan<double> score, double? tau, ConcordanceOptions? options)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("Concordance");
        options ??= new ConcordanceOptions();
        options.Validate();
        outcome.RequireFinite(score, nameof(score));
        if (tau is { } end && !(end > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(tau), end, "tau must be greater than 0.");
        }

        return options;
    }
}
