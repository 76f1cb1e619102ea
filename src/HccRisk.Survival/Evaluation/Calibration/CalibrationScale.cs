using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>The scale on which predicted risks are compared: log(-log(1 - risk)), linear in a proportional hazards model.</summary>
internal static class CalibrationScale
{
    /// <summary>Risks nearer to 0 or 1 than this count as this far away: the scale has no place for 0 and 1.</summary>
    public const double Nearest = 1e-6;

    public static double Of(double risk) => Math.Log(-Math.Log(1 - Math.Clamp(risk, Nearest, 1 - Nearest)));

    public static double[] Of(ReadOnlySpan<double> risk)
    {
        var scale = new double[risk.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            scale[i] = Of(risk[i]);
        }

        return scale;
    }

    public static double Risk(double scale) => 1 - Math.Exp(-Math.Exp(scale));

    /// <summary>Why no model of the risks can be fitted on this scale; null when it can.</summary>
    public static string? RefuseFit(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, int cause) =>
        Refuse(outcome, time, cause) ?? (risk.IndexOfAnyExcept(risk[0]) < 0 ? FormattableString.Invariant($"all predicted risks are {risk[0]}") : null);

    /// <summary>Why follow-up says nothing about the horizon; null when it does.</summary>
    public static string? Refuse(SurvivalOutcome outcome, double time, int cause)
    {
        if (PredictionChecks.Beyond(outcome, time) is { } reason)
        {
            return reason;
        }

        if (outcome.Causes.Count == 0)
        {
            return outcome.WhyNoEvent;
        }

        return outcome.Causes.Contains(cause)
            ? null
            : FormattableString.Invariant($"none of {outcome.Count} patients had an event of cause {cause}; the causes that occur are {string.Join(", ", outcome.Causes)}");
    }
}
