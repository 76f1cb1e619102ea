using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Evaluation.ClinicalUtility;

/// <summary>
/// Decision curves of predicted risks at a horizon for censored follow-up, with or without competing causes (Vickers et al., BMC
/// Med Inform Decis Mak 2008): net benefit = share of true positives - threshold odds * share of false positives.
/// </summary>
/// <remarks>
/// With P the share at or above the threshold p and F the observed risk among them (one minus Kaplan-Meier, or Aalen-Johansen),
/// net benefit is P (F - (1 - F) p / (1 - p)). The standard error is that of this expression with P binomial and F as
/// estimated, the two being independent in large samples.
/// </remarks>
public static class DecisionCurve
{
    /// <summary>Net benefit at each threshold.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="thresholds">Risks at or above which one would act, each strictly between 0 and 1.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>The curve; where nobody in a group was followed to the horizon the net benefit says that it is not estimable.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk or threshold is out of range (named by its index).</exception>
    public static DecisionCurveResult Of(
        SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, ReadOnlySpan<double> thresholds, DecisionCurveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new DecisionCurveOptions();
        options.Validate();
        outcome.RequirePlain("The decision curve");
        PredictionChecks.RequireProbabilities(outcome, risk, nameof(risk));
        PredictionChecks.RequireHorizon(time, nameof(time));
        for (var k = 0; k < thresholds.Length; k++)
        {
            if (!(thresholds[k] > 0) || !(thresholds[k] < 1))
            {
                throw new ArgumentException(FormattableString.Invariant($"Threshold {k} is {thresholds[k]}: it must lie strictly between 0 and 1."), nameof(thresholds));
            }
        }

        var n = outcome.Count;
        var marginal = new MarginalRisk(outcome, options.Cause, time);
        var all = marginal.Of(_ => true);
        var predicted = risk.ToArray();
        var points = new DecisionCurvePoint[thresholds.Length];
        for (var k = 0; k < points.Length; k++)
        {
            var threshold = thresholds[k];
            var count = predicted.Count(r => r >= threshold);
            var group = count == n ? all : count == 0 ? (0, 0) : marginal.Of(i => predicted[i] >= threshold);
            points[k] = new DecisionCurvePoint
            {
                Threshold = threshold,
                Positive = (double)count / n,
                NetBenefit = Benefit("net benefit", count, group, n, threshold, time, options.Level),
                TreatAll = Benefit("net benefit of acting on everybody", n, all, n, threshold, time, options.Level),
            };
        }

        var method = FormattableString.Invariant($"observed risk, t = {time}");
        return new DecisionCurveResult
        {
            Time = time,
            Prevalence = all is { } prevalence
                ? MetricEstimate.Of(method, prevalence.Value, prevalence.Error, options.Level, 0, 1)
                : MetricEstimate.None(method, PredictionChecks.Beyond(outcome, time)!, options.Level),
            Points = points,
        };
    }

    private static MetricEstimate Benefit(string name, int count, (double Value, double Error)? group, int n, double threshold, double time, double level)
    {
        var method = FormattableString.Invariant($"{name}, threshold = {threshold}, t = {time}");
        if (group is not { } observed)
        {
            var whom = count == n ? "nobody" : FormattableString.Invariant($"none of the {count} patients with a risk of {threshold} or more");
            return MetricEstimate.None(method, FormattableString.Invariant($"{whom} was followed to {time}"), level);
        }

        var share = (double)count / n;
        var odds = threshold / (1 - threshold);
        var value = share * observed.Value - share * (1 - observed.Value) * odds;
        var each = observed.Value - (1 - observed.Value) * odds;
        var spread = share * (1 + odds) * observed.Error;
        var error = Math.Sqrt(share * (1 - share) * each * each / n + spread * spread);
        return MetricEstimate.Of(method, value, error > 0 ? error : null, level, double.NegativeInfinity, 1);
    }
}
