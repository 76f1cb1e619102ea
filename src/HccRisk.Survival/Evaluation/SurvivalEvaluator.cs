using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Evaluation;

/// <summary>
/// Judges scores and predicted risks: the one place where a model's numbers come from, whether it is asked with a data view, in a cross-validation or by a
/// study.
/// </summary>
public static class SurvivalEvaluator
{
    private const int FewestEventsOfACurve = 3;

    /// <summary>Evaluates scores and risks of the same rows.</summary>
    /// <param name="outcome">Follow-up with every cause, one row a score.</param>
    /// <param name="scores">Higher = more risk, finite.</param>
    /// <param name="risks">Predicted risks of the cause; empty for none.</param>
    /// <param name="options">Cause, horizons, level; its columns do not matter here.</param>
    /// <returns>The metrics; what these rows cannot tell says why.</returns>
    /// <exception cref="ArgumentException">Numbers of rows differ, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">A score is not finite; the message names the row.</exception>
    public static SurvivalMetrics Evaluate(SurvivalOutcome outcome, IReadOnlyList<double> scores, IReadOnlyList<HorizonRisk> risks, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(risks);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        double[] score = [.. scores];
        RequireFinite(score);
        var specific = options.Cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(options.Cause);
        var followUp = options.Cause == 0 ? specific : outcome;
        var concordance = new ConcordanceOptions { Level = options.Level };
        var auc = new TimeDependentAucOptions { Cause = Math.Max(1, options.Cause), Controls = options.Controls, Level = options.Level };
        double[] curve = CurveTimes(specific, options.AucCurvePoints);
        var metrics = new SurvivalMetrics
        {
            Patients = outcome.Count,
            Events = specific.EventCount(),
            Concordance = Concordance.Uno(specific, score, options.Tau, concordance).Estimate,
            Harrell = Concordance.Harrell(specific, score, options: concordance).Estimate,
            Auc = TimeDependentAuc.CumulativeDynamic(followUp, score, [.. options.Horizons], auc, options.CancellationToken),
            AucCurve = curve.Length == 0 ? [] : TimeDependentAuc.CumulativeDynamic(followUp, score, curve, auc, options.CancellationToken),
            Groups = options.Groups is { } groups ? RiskGroupComparison.Of(followUp, score, groups, auc.Cause, options.Level) : null,
        };
        return Add(metrics, risks, followUp, options);
    }

    private static void RequireFinite(double[] scores)
    {
        var at = Array.FindIndex(scores, s => !double.IsFinite(s));
        if (at >= 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Score {at} is {scores[at]}: {(double.IsNaN(scores[at]) ? "a row with missing input was scored; impute before the trainer" : "it overflows, an input is far from what the model was fitted on")}."));
        }
    }

    /// <summary>An even grid from the time by which a tenth of the events of interest happened to the last one.</summary>
    private static double[] CurveTimes(SurvivalOutcome outcome, int points)
    {
        double[] events = [.. Enumerable.Range(0, outcome.Count).Where(i => outcome.EventArray[i] != 0).Select(i => outcome.TimeArray[i]).Order()];
        if (points == 0 || events.Length < FewestEventsOfACurve)
        {
            return [];
        }

        var (first, last) = (events[events.Length / 10], events[^1]);
        return [.. Enumerable.Range(0, points).Select(i => first + (i * (last - first) / (points - 1))).Where(t => t > 0).Distinct()];
    }

    /// <summary>Adds Brier scores and calibration at the horizons of the risks.</summary>
    private static SurvivalMetrics Add(SurvivalMetrics metrics, IReadOnlyList<HorizonRisk> risks, SurvivalOutcome followUp, EvaluationOptions options)
    {
        if (risks.Count == 0)
        {
            return metrics;
        }

        var brierOptions = new BrierOptions { Cause = Math.Max(1, options.Cause), Level = options.Level };
        var calibrationOptions = new CalibrationOptions
        {
            Cause = brierOptions.Cause,
            Level = options.Level,
            Replicates = options.Replicates,
            Seed = options.Seed,
            CancellationToken = options.CancellationToken,
        };
        var brier = new List<BrierResult>();
        var calibration = new List<CalibrationSummary>();
        var curves = new List<SmoothedCalibration>();
        var integrated = new SortedDictionary<double, double[]>();
        foreach (var (time, predicted) in risks)
        {
            double[] risk = [.. predicted];
            if (risk.AsSpan().Count(double.NaN) is > 0 and var none)
            {
                var reason = FormattableString.Invariant(
                    $"the model predicts no risk at {time} for {none} of {risk.Length} rows: its training follow-up ends before, or its training had no such stratum");
                brier.Add(BrierResult.None(time, reason, options.Level));
                continue;
            }

            var score = BrierScore.At(followUp, risk, time, brierOptions);
            brier.Add(score);
            calibration.Add(CalibrationStatistics.Of(followUp, risk, time, calibrationOptions));
            curves.Add(CalibrationCurve.Smoothed(followUp, risk, time, calibrationOptions));
            if (score.Brier.Value is not null)
            {
                integrated[time] = risk;
            }
        }

        return metrics with
        {
            Brier = brier,
            Calibration = calibration,
            CalibrationCurves = curves,
            IntegratedBrier = integrated.Count == 0 ? null : IntegratedBrier.Of(
                followUp,
                [.. Enumerable.Range(0, followUp.Count).SelectMany(i => integrated.Values.Select(r => r[i]))],
                [.. integrated.Keys],
                BrierIntegration.Trapezoid,
                brierOptions),
        };
    }
}
