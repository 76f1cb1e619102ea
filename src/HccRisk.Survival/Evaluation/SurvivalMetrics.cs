using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Evaluation.LogScores;

namespace HccRisk.Survival.Evaluation;

/// <summary>How well a score tells apart who has the event sooner; every number with its uncertainty and method.</summary>
[TypeFormatterSource(typeof(SurvivalMetricsFormatter))]
public sealed record SurvivalMetrics
{
    /// <summary>Patients.</summary>
    public required int Patients { get; init; }

    /// <summary>Events of the cause of interest.</summary>
    public required int Events { get; init; }

    /// <summary>Uno's C: free of the censoring pattern; competing events are censored.</summary>
    public required MetricEstimate Concordance { get; init; }

    /// <summary>Harrell's C; competing events are censored.</summary>
    public required MetricEstimate Harrell { get; init; }

    /// <summary>Cumulative/dynamic AUC at each horizon, competing events known as such.</summary>
    public required IReadOnlyList<TimeDependentAucResult> Auc { get; init; }

    /// <summary>
    /// The same AUC over a grid of times, for a plot; empty unless <see cref="EvaluationOptions.AucCurvePoints"/> asks for it, or with fewer than three events.
    /// </summary>
    public IReadOnlyList<TimeDependentAucResult> AucCurve { get; init; } = [];

    /// <summary>
    /// Brier score and index of prediction accuracy at each horizon that the data have predicted risks for; empty without any.
    /// </summary>
    public IReadOnlyList<BrierResult> Brier { get; init; } = [];

    /// <summary>Brier score over the horizons of <see cref="Brier"/> that could be estimated, by trapezoids from time 0; null without any.</summary>
    public IntegratedBrierResult? IntegratedBrier { get; init; }

    /// <summary>Log score at each horizon with predicted risks; empty without any.</summary>
    public IReadOnlyList<LogScoreResult> LogScore { get; init; } = [];

    /// <summary>Log score over the horizons of <see cref="LogScore"/> that could be estimated, by trapezoids from time 0; null without any.</summary>
    public LogScoreResult? IntegratedLogScore { get; init; }

    /// <summary>Observed over expected events, calibration intercept and slope at each horizon with predicted risks; empty without any.</summary>
    public IReadOnlyList<CalibrationSummary> Calibration { get; init; } = [];

    /// <summary>
    /// Smooth calibration curve with ICI, E50, E90 and Emax at each horizon of <see cref="Calibration"/>; their intervals need
    /// <see cref="EvaluationOptions.Replicates"/>. Empty where <see cref="EvaluationOptions.SmoothedCalibration"/> is off.
    /// </summary>
    public IReadOnlyList<SmoothedCalibration> CalibrationCurves { get; init; } = [];

    /// <summary>
    /// D-calibration of the cause, over the whole follow-up; null without survival at the patients' own times, which a model must be asked for
    /// (<c>ml.Survival.Evaluate</c> with the model, and a cross-validation of a survival trainer).
    /// </summary>
    public DistributionCalibrationResult? DCalibration { get; init; }

    /// <summary>A-calibration of the cause, over the whole follow-up; null as <see cref="DCalibration"/>.</summary>
    public DistributionCalibrationResult? ACalibration { get; init; }

    /// <summary>Van Houwelingen's alpha: events over predicted cumulative hazard, over the whole follow-up; null as <see cref="DCalibration"/>.</summary>
    public MetricEstimate? Alpha { get; init; }

    /// <summary>Curves of the groups that <see cref="EvaluationOptions.Groups"/> makes of the scores, and their comparison; null without.</summary>
    public RiskGroupComparison? Groups { get; init; }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"{Patients} patients, {Events} events"),
            $"C {Concordance}",
            $"C {Harrell}",
            .. Auc.Select(a => a.ToString()),
            .. Brier.Select(b => b.ToString()),
            IntegratedBrier?.ToString(),
            .. Calibration.Select(c => $"at {Printed.Number(c.Time)}: observed / expected {c.ObservedExpected}"),
        ]);
}
