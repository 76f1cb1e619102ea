using System.Text.Json.Serialization;
using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>
/// A frozen correction of predicted risks at a horizon: log(-log(1 - new risk)) = intercept + slope * log(-log(1 - risk)). It is found on
/// one set of patients and applied unchanged to others; it can be stored as JSON. Risks below 1e-6 or above 1 - 1e-6 count as those.
/// </summary>
public sealed class Recalibration
{
    /// <summary>Takes a correction as given.</summary>
    /// <param name="time">The horizon it holds for, finite and greater than 0.</param>
    /// <param name="intercept">Finite; 0 = none.</param>
    /// <param name="slope">Finite and greater than 0, so that the order of patients stays; 1 = none.</param>
    [JsonConstructor]
    public Recalibration(double time, double intercept, double slope)
    {
        PredictionChecks.RequireHorizon(time, nameof(time));
        if (!double.IsFinite(intercept))
        {
            throw new ArgumentOutOfRangeException(nameof(intercept), intercept, "The intercept must be finite.");
        }

        if (!(slope > 0) || !double.IsFinite(slope))
        {
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope must be finite and greater than 0: otherwise the order of patients turns round.");
        }

        Time = time;
        Intercept = intercept;
        Slope = slope;
    }

    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public double Time { get; }

    /// <summary>Added on the scale log(-log(1 - risk)).</summary>
    public double Intercept { get; }

    /// <summary>Factor on that scale: below 1 draws predictions together.</summary>
    public double Slope { get; }

    /// <summary>Makes the mean predicted risk equal to the observed one, and leaves the spread; with or without competing causes.</summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="cause">The cause of interest.</param>
    /// <returns>The correction, with a slope of 1.</returns>
    /// <exception cref="InvalidOperationException">Nobody was followed to the horizon, or the observed risk is 0 or 1.</exception>
    public static Recalibration InTheLarge(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, int cause = 1)
    {
        CalibrationCurve.Check(outcome, risk, time, new CalibrationOptions { Cause = cause });
        Require(CalibrationScale.Refuse(outcome, time, cause));
        if (MarginalRisk.At(outcome, cause, time) is not { Value: > 0 and < 1 and var observed })
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The observed risk at {time} is 0 or 1: no finite correction reaches it."));
        }

        var scale = CalibrationScale.Of(risk);
        double low = CalibrationScale.Of(observed) - scale.Max(), high = CalibrationScale.Of(observed) - scale.Min();
        var shift = low + ((high - low) / 2);
        for (var step = 0; step < 200 && low < high; step++)
        {
            double mean = 0, slope = 0;
            foreach (var s in scale)
            {
                var hazard = Math.Exp(s + shift);
                var free = Math.Exp(-hazard);
                mean += 1 - free;
                slope += hazard * free;
            }

            var excess = (mean / scale.Length) - observed;
            (low, high) = excess < 0 ? (shift, high) : (low, shift);

            // Newton's step where it stays between the limits, else the middle of them.
            var newton = shift - (excess * scale.Length / slope);
            var next = newton > low && newton < high ? newton : low + ((high - low) / 2);
            if (Math.Abs(next - shift) <= 1e-15 * (1 + Math.Abs(shift)))
            {
                break;
            }

            shift = next;
        }

        return new Recalibration(time, shift, 1);
    }

    /// <summary>
    /// Corrects the mean and the spread: a Cox model, with competing causes a Fine-Gray model, with log(-log(1 - risk)) as its only column.
    /// </summary>
    /// <param name="outcome">Follow-up; codes other than the cause are competing events.</param>
    /// <param name="risk">Predicted probability of the event of interest by <paramref name="time"/>, 0 to 1, one a patient.</param>
    /// <param name="time">The horizon, finite and greater than 0.</param>
    /// <param name="cause">The cause of interest.</param>
    /// <returns>The correction.</returns>
    /// <exception cref="InvalidOperationException">The model cannot be fitted, or its slope is not above 0; the message says why.</exception>
    public static Recalibration Linear(SurvivalOutcome outcome, ReadOnlySpan<double> risk, double time, int cause = 1)
    {
        CalibrationCurve.Check(outcome, risk, time, new CalibrationOptions { Cause = cause });
        Require(CalibrationScale.RefuseFit(outcome, risk, time, cause));
        var model = CalibrationModel.Fit(CalibrationScale.Of(risk), ["cloglog(risk)"], outcome, cause, CancellationToken.None);
        var slope = model.Predictor.Coefficients[0];
        if (!model.Converged || !(slope > 0))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Linear recalibration is not possible: the slope is {slope}. {string.Join(" ", model.Warnings)}"));
        }

        var baseline = model.RiskAt([0], time);
        return baseline is > 0 and < 1
            ? new Recalibration(time, CalibrationScale.Of(baseline), slope)
            : throw new InvalidOperationException(FormattableString.Invariant($"Linear recalibration is not possible: no event of the cause by {time}."));
    }

    /// <summary>Corrects one risk.</summary>
    /// <param name="risk">Predicted probability by <see cref="Time"/>, 0 to 1.</param>
    /// <returns>The corrected probability, 0 to 1.</returns>
    public double Apply(double risk)
    {
        if (!(risk >= 0) || !(risk <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(risk), risk, "A probability lies between 0 and 1.");
        }

        return CalibrationScale.Risk(Intercept + Slope * CalibrationScale.Of(risk));
    }

    private static void Require(string? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException($"Recalibration is not possible: {refusal}.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"recalibration at {Printed.Number(Time)}: intercept {Printed.Number(Intercept)}, slope {Printed.Number(Slope)}";
}
