using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>Calibration of predicted risks at a horizon in few numbers.</summary>
public static class CalibrationStatistics
{
    /// <summary>Observed over expected events, and calibration intercept and slope; with competing causes of the cumulative incidence.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="options">Cause and level; null for the defaults.</param>
    /// <returns>The numbers; one that cannot be estimated says why.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a risk is out of range (named by its index).</exception>
    public static CalibrationSummary Of(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, CalibrationOptions? options = null)
    {
        options = CalibrationCurve.Check(outcome, risk, time, options);
        double mean = 0;
        foreach (var value in risk)
        {
            mean += value;
        }

        mean /= risk.Length;
        var observed = MarginalRisk.At(outcome, options.Cause, time);
        return new CalibrationSummary
        {
            Time = time,
            MeanPredicted = mean,
            Observed = MarginalRisk.Estimate(outcome, options.Cause, time, options.Level),
            ObservedExpected = Ratio(outcome, observed, mean, time, options.Level),
            Intercept = Intercept(outcome, risk, time, options),
            Slope = Slope(outcome, risk, time, options),
        };
    }

    /// <summary>Observed over expected events alone.</summary>
    internal static MetricEstimate ObservedExpected(SurvivalOutcome outcome, double[] risk, double time, CalibrationOptions options) =>
        Ratio(outcome, MarginalRisk.At(outcome, options.Cause, time), risk.Average(), time, options.Level);

    private static MetricEstimate Ratio(SurvivalOutcome outcome, (double Value, double Error)? observed, double mean, double time, double level)
    {
        var method = FormattableString.Invariant($"observed / expected, t = {time}");
        if (observed is not { } marginal)
        {
            return MetricEstimate.None(method, PredictionChecks.Beyond(outcome, time)!, level);
        }

        if (mean == 0)
        {
            return MetricEstimate.None(method, "all predicted risks are 0: no event is expected", level);
        }

        var ratio = marginal.Value / mean;
        if (!(marginal.Value > 0) || !(marginal.Error > 0))
        {
            return MetricEstimate.Of(method, ratio, null, level, 0, double.PositiveInfinity);
        }

        var factor = Math.Exp(Normal.InvCDF(0, 1, 0.5 + level / 2) * marginal.Error / marginal.Value);
        return new MetricEstimate { Method = method, Value = ratio, StandardError = marginal.Error / mean, Lower = ratio / factor, Upper = ratio * factor, Level = level };
    }

    private static MetricEstimate Slope(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, CalibrationOptions options)
    {
        var method = $"calibration slope, {CalibrationModel.NameFor(outcome, options.Cause)} on cloglog(risk)";
        if (CalibrationScale.RefuseFit(outcome, risk, time, options.Cause) is { } reason)
        {
            return MetricEstimate.None(method, reason, options.Level);
        }

        var model = CalibrationModel.Fit(CalibrationScale.Of(risk), ["cloglog(risk)"], outcome, options.Cause, options.CancellationToken);
        return model.Converged
            ? MetricEstimate.Of(method, model.Predictor.Coefficients[0], model.StandardErrors[0], options.Level, double.NegativeInfinity, double.PositiveInfinity)
            : MetricEstimate.None(method, string.Join(" ", model.Warnings), options.Level);
    }

    private static MetricEstimate Intercept(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, CalibrationOptions options)
    {
        var method = FormattableString.Invariant($"calibration intercept, pseudo-values with offset cloglog(risk), t = {time}");
        if (CalibrationScale.Refuse(outcome, time, options.Cause) is { } reason)
        {
            return MetricEstimate.None(method, reason, options.Level);
        }

        if (MarginalRisk.At(outcome, options.Cause, time) is not { Value: > 0 and < 1 and var observed })
        {
            return MetricEstimate.None(method, FormattableString.Invariant($"the observed risk at {time} is 0 or 1: no finite intercept reaches it"), options.Level);
        }

        var ones = new double[outcome.Count];
        Array.Fill(ones, 1);
        var scale = CalibrationScale.Of(risk);
        var model = PseudoRegression.Fit(PseudoValues.Of(outcome, time, options.Cause), ones, 1, scale, [CalibrationScale.Of(observed) - scale.Average()]);
        return model.Converged
            ? MetricEstimate.Of(method, model.Coefficients[0], model.StandardErrors[0], options.Level, double.NegativeInfinity, double.PositiveInfinity)
            : MetricEstimate.None(method, "the regression of the pseudo-values did not converge", options.Level);
    }
}
