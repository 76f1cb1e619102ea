using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Incident/dynamic AUC of a proportional hazards model (Heagerty and Zheng, Biometrics 2005): cases have the event at t, controls are
/// followed beyond it.
/// </summary>
public static class IncidentDynamicAuc
{
    /// <summary>
    /// The area at each time. Who of the patients at risk would be the case at t is given by the model, in proportion to the hazard exp(linear
    /// predictor); controls are those followed beyond t, with equal weight. Censoring is taken as independent of the predictor.
    /// </summary>
    /// <param name="outcome">Follow-up; every positive code is the event.</param>
    /// <param name="linearPredictor">Log hazard ratio of each patient, finite: the scale matters, unlike for other concordances.</param>
    /// <param name="times">Times, finite and greater than 0, in any order.</param>
    /// <returns>One estimate a time, without standard error (bootstrap the fit for one); one that cannot be estimated says why.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    public static IReadOnlyList<MetricEstimate> At(SurvivalOutcome outcome, ReadOnlySpan<double> linearPredictor, ReadOnlySpan<double> times)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("The incident/dynamic AUC");
        outcome.RequireFinite(linearPredictor, nameof(linearPredictor));
        foreach (var time in times)
        {
            PredictionChecks.RequireHorizon(time, nameof(times));
        }

        var order = RadixOrder.Sort(linearPredictor.ToArray());
        var largest = linearPredictor[order[^1]];
        var results = new MetricEstimate[times.Length];
        for (var k = 0; k < results.Length; k++)
        {
            results[k] = One(outcome, linearPredictor, order, largest, times[k]);
        }

        return results;
    }

    private static MetricEstimate One(SurvivalOutcome outcome, ReadOnlySpan<double> linearPredictor, int[] order, double largest, double t)
    {
        var method = FormattableString.Invariant($"incident/dynamic AUC (Heagerty-Zheng, proportional hazards), t = {t}");
        var times = outcome.Times;
        double cases = 0, controls = 0, pairs = 0;
        for (var start = 0; start < order.Length;)
        {
            var value = linearPredictor[order[start]];
            var weight = Math.Exp(value - largest);
            double tiedCases = 0, tiedControls = 0;
            var end = start;
            for (; end < order.Length && linearPredictor[order[end]] == value; end++)
            {
                tiedCases += times[order[end]] >= t ? weight : 0;
                tiedControls += times[order[end]] > t ? 1 : 0;
            }

            pairs += tiedCases * (controls + tiedControls / 2);
            cases += tiedCases;
            controls += tiedControls;
            start = end;
        }

        if (!(cases > 0))
        {
            return MetricEstimate.None(method, PredictionChecks.Beyond(outcome, t) ?? "the hazards of all patients at risk vanish against the largest", 0.95);
        }

        return controls > 0
            ? MetricEstimate.Of(method, pairs / (cases * controls), null, 0.95, 0, 1)
            : MetricEstimate.None(method, FormattableString.Invariant($"nobody was followed beyond {t}: there are no controls"), 0.95);
    }
}
