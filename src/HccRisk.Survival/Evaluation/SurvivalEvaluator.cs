using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Evaluation.LogScores;

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
    public static SurvivalMetrics Evaluate(SurvivalOutcome outcome, IReadOnlyList<double> scores, IReadOnlyList<HorizonRisk> risks, EvaluationOptions options) =>
        Evaluate(outcome, scores, risks, [], options);

    /// <summary>Evaluates scores, risks and survival at the own times of the same rows.</summary>
    /// <param name="outcome">Follow-up with every cause, one row a score.</param>
    /// <param name="scores">Higher = more risk, finite.</param>
    /// <param name="risks">Predicted risks of the cause; empty for none.</param>
    /// <param name="own">Predicted survival of each row at its own time, for D- and A-calibration and alpha; empty for none.</param>
    /// <param name="options">Cause, horizons, level; its columns do not matter here.</param>
    /// <returns>The metrics; what these rows cannot tell says why.</returns>
    /// <exception cref="ArgumentException">Numbers of rows differ, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">A score is not finite; the message names the row.</exception>
    public static SurvivalMetrics Evaluate(
        SurvivalOutcome outcome, IReadOnlyList<double> scores, IReadOnlyList<HorizonRisk> risks, IReadOnlyList<OwnSurvival> own, EvaluationOptions options)
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
            Groups = options.Groups is { } groups ? RiskGroupComparison.Of(followUp, score, groups, options.Horizons, auc.Cause, options.Level) : null,
        };
        return Add(own is null or [] ? metrics : Add(metrics, specific, own, options.Level), risks, followUp, options);
    }

    private static void RequireFinite(double[] scores)
    {
        var at = Array.FindIndex(scores, s => !double.IsFinite(s));
        if (at >= 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Score {at} is {scores[at]}: {(double.IsNaN(scores[at]) ? "a row with missing input was scored, or with infinities of both signs; impute before the trainer" : "it overflows, an input is far from what the model was fitted on")}."));
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

    /// <summary>Adds what survival at the own times tells.</summary>
    private static SurvivalMetrics Add(SurvivalMetrics metrics, SurvivalOutcome specific, IReadOnlyList<OwnSurvival> own, double level)
    {
        if (own.Count != specific.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"'own' has {own.Count} values, 'outcome' has {specific.Count} patients."), nameof(own));
        }

        if (own.Count(o => double.IsNaN(o.Survival)) is > 0 and var none)
        {
            var reason = FormattableString.Invariant($"the model predicts no survival for {none} of {own.Count} rows: its training had no such stratum");
            return metrics with
            {
                DCalibration = DistributionCalibrationResult.None("D-calibration", reason),
                ACalibration = DistributionCalibrationResult.None("A-calibration", reason),
                Alpha = MetricEstimate.None("van Houwelingen's alpha", reason, level),
            };
        }

        // A column of follow-up is single precision: a time that came through one is still the row's own.
        var seen = new SurvivalOutcome(
            [.. own.Select(o => o.Time)], [.. own.Select((o, i) => (float)o.Time == (float)specific.TimeArray[i] ? specific.EventArray[i] : 0)]);
        double[] survival = [.. own.Select(o => o.Survival)];
        return metrics with
        {
            DCalibration = DistributionCalibration.D(seen, survival),
            ACalibration = DistributionCalibration.A(seen, survival),
            Alpha = DistributionCalibration.Alpha(seen, survival, level),
        };
    }

    /// <summary>Adds Brier scores, log scores and calibration at the horizons of the risks.</summary>
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
        var logs = new List<LogScoreResult>();
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
            logs.Add(LogScore.At(followUp, risk, time, brierOptions));
            calibration.Add(CalibrationStatistics.Of(followUp, risk, time, calibrationOptions));
            if (options.SmoothedCalibration)
            {
                curves.Add(CalibrationCurve.Smoothed(followUp, risk, time, calibrationOptions));
            }

            if (score.Brier.Value is not null)
            {
                integrated[time] = risk;
            }
        }

        double[] grid = [.. Enumerable.Range(0, followUp.Count).SelectMany(i => integrated.Values.Select(r => r[i]))];
        double[] times = [.. integrated.Keys];
        return metrics with
        {
            Brier = brier,
            LogScore = logs,
            Calibration = calibration,
            CalibrationCurves = curves,
            IntegratedBrier = times.Length == 0 ? null : IntegratedBrier.Of(followUp, grid, times, BrierIntegration.Trapezoid, brierOptions),
            IntegratedLogScore = times.Length == 0 ? null : LogScore.Integrated(followUp, grid, times, brierOptions),
        };
    }
}
