using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Evaluation.LogScores;

namespace HccRisk.Survival.Validation;

/// <summary>What one model achieves at one horizon.</summary>
public sealed record ModelAtHorizon
{
    /// <summary>The horizon.</summary>
    public required double Time { get; init; }

    /// <summary>Cumulative/dynamic AUC, with numbers of cases and controls.</summary>
    public required TimeDependentAucResult Auc { get; init; }

    /// <summary>The same with only those free of every event as controls; null without competing causes.</summary>
    public TimeDependentAucResult? AucEventFree { get; init; }

    /// <summary>Harrell's C of events up to the horizon.</summary>
    public required MetricEstimate Harrell { get; init; }

    /// <summary>Uno's C of events before the horizon.</summary>
    public required MetricEstimate Uno { get; init; }

    /// <summary>Uno's C of events up to the horizon as R's <c>concordance(timewt = "n/G2", ymax)</c> has it.</summary>
    public required MetricEstimate UnoAsR { get; init; }

    /// <summary>Brier score, that of the prediction without covariates, and index of prediction accuracy; null without risks.</summary>
    public BrierResult? Brier { get; init; }

    /// <summary>Log score; null without risks.</summary>
    public LogScoreResult? LogScore { get; init; }

    /// <summary>Observed over expected, intercept and slope; null without risks.</summary>
    public CalibrationSummary? Calibration { get; init; }

    /// <summary>Mean predicted minus observed risk is the negative of this: observed minus mean predicted; null without risks.</summary>
    public double? MeanDifference => Calibration?.Observed.Value - Calibration?.MeanPredicted;

    /// <summary>Smooth calibration curve with its distances; null without risks.</summary>
    public CalibrationPlot? Curve { get; init; }

    /// <summary>Observed risk in groups of predicted risk, with a test; null without risks.</summary>
    public GroupedCalibration? Groups { get; init; }

    /// <summary>Counts of predicted risks; null without risks.</summary>
    public RiskHistogram? Histogram { get; init; }

    /// <summary>Decision curve; null without risks.</summary>
    public DecisionCurveResult? Decision { get; init; }

    /// <summary>What the risks would be worth after recalibration; empty without risks.</summary>
    public IReadOnlyList<RecalibratedModel> Recalibrated { get; init; } = [];

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            Auc.ToString(),
            Brier?.ToString(),
            Calibration is { } c ? $"at {Printed.Number(Time)}: observed / expected {c.ObservedExpected}" : null,
        ]);
}
