using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>
/// The Brier score of predicted risks at a horizon by inverse probability of censoring weighting (Graf et al., Stat Med 1999), with
/// competing causes as in riskRegression's Score: somebody with another cause by t did not have the event.
/// </summary>
/// <remarks>
/// An event at T by the horizon t has weight 1/G(T-), a patient followed beyond t has 1/G(t), one censored by t none. Where all follow-up ends
/// at t (administrative censoring), the patients censored at t are known to be free of the event and have 1/G(t-): without earlier censoring
/// the score is the plain mean of squares. Score of riskRegression leaves them out there, and gives less.
/// </remarks>
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
        options = Check(outcome, risk, time, options);
        if (PredictionChecks.Beyond(outcome, time) is { } reason)
        {
            return BrierResult.None(time, reason, options.Level);
        }

        var (value, influence) = BrierKernel.Score(outcome, risk, time, options.Cause);
        var (reference, referenceInfluence) = BrierKernel.Score(outcome, BrierKernel.NullRisk(outcome, time, options.Cause), time, options.Cause);
        var method = BrierResult.Method(time);
        return new BrierResult
        {
            Time = time,
            Brier = MetricEstimate.Of(method, value, CensoringInfluence.StandardError(influence), options.Level, 0, 1),
            NullBrier = reference,
            NullEstimate = MetricEstimate.Of(method + ", no covariates", reference, CensoringInfluence.StandardError(referenceInfluence), options.Level, 0, 1),
            Accuracy = BrierKernel.Accuracy(BrierResult.AccuracyMethod(time), value, influence, reference, referenceInfluence, options.Level),
        };
    }

    /// <summary>Difference of two predictions on the same patients at one horizon, with a test that uses the pairing.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, one a patient.</param>
    /// <param name="reference">The prediction to compare with; empty for the prediction without covariates, taken as known.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>Brier score minus that of the reference: below 0 = better than the reference.</returns>
    /// <exception cref="ArgumentException">As <see cref="At"/>.</exception>
    public static MetricComparison Compare(
        SurvivalOutcome outcome, ReadOnlySpan<double> risk, ReadOnlySpan<double> reference, double time, BrierOptions? options = null)
    {
        options = Check(outcome, risk, time, options);
        if (!reference.IsEmpty)
        {
            PredictionChecks.RequireProbabilities(outcome, reference, nameof(reference));
        }

        var method = FormattableString.Invariant($"difference of Brier scores (IPCW), t = {time}{(reference.IsEmpty ? ", against no covariates" : "")}");
        if (PredictionChecks.Beyond(outcome, time) is { } reason)
        {
            return MetricComparison.None(method, reason, options.Level);
        }

        var (value, influence) = BrierKernel.Score(outcome, risk, time, options.Cause);
        var (other, otherInfluence) = BrierKernel.Score(
            outcome, reference.IsEmpty ? BrierKernel.NullRisk(outcome, time, options.Cause) : reference, time, options.Cause);
        return MetricComparison.Of(method, value - other, influence, otherInfluence, options.Level);
    }

    private static BrierOptions Check(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, BrierOptions? options)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        outcome.RequirePlain("The Brier score");
        options ??= new BrierOptions();
        options.Validate();
        PredictionChecks.RequireProbabilities(outcome, risk, nameof(risk));
        PredictionChecks.RequireHorizon(time, nameof(time));
        return options;
    }
}
