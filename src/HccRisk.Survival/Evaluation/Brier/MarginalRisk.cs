using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Brier;

/// <summary>Observed risk of a group at a horizon: Aalen-Johansen, which without competing causes is one minus Kaplan-Meier.</summary>
internal static class MarginalRisk
{
    /// <summary>The risk and its standard error (Greenwood without competing causes); null when follow-up ends before the horizon with somebody still at risk.</summary>
    public static (double Value, double Error)? At(SurvivalOutcome outcome, int cause, double time)
    {
        if (outcome.Causes.Count == 0)
        {
            return outcome.LastTime >= time ? (0, 0) : null;
        }

        var curve = AalenJohansen.Fit(outcome);
        if (time > curve.Times[^1] && curve.EventFree[^1] > 0)
        {
            return null;
        }

        if (!curve.Causes.Contains(cause))
        {
            return (0, 0);
        }

        var index = ((List<double>)[.. curve.Times]).BinarySearch(time);
        index = index >= 0 ? index : ~index - 1;
        return index < 0 ? (0, 0) : (curve.Incidence(cause)[index], curve.StandardErrors(cause)[index]);
    }

    /// <summary>The risk with its confidence interval, or the reason why there is none.</summary>
    public static MetricEstimate Estimate(SurvivalOutcome outcome, int cause, double time, double level)
    {
        var method = FormattableString.Invariant($"observed risk, t = {time}");
        return At(outcome, cause, time) is { } risk
            ? MetricEstimate.Of(method, risk.Value, risk.Error > 0 ? risk.Error : null, level, 0, 1)
            : MetricEstimate.None(method, PredictionChecks.Beyond(outcome, time)!, level);
    }
}
