using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>Calibration in one line: on average, and in its spread.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record CalibrationSummary
{
    /// <summary>The horizon, in the unit of the follow-up.</summary>
    public required double Time { get; init; }

    /// <summary>Mean predicted risk, 0 to 1.</summary>
    public required double MeanPredicted { get; init; }

    /// <summary>Observed risk by the horizon, 0 to 1.</summary>
    public required MetricEstimate Observed { get; init; }

    /// <summary>
    /// Observed over expected events: 1 = right on average, above 1 = risks too low. The confidence interval is made on the log scale
    /// with the predictions taken as known.
    /// </summary>
    public required MetricEstimate ObservedExpected { get; init; }

    /// <summary>
    /// Calibration in the large on the scale log(-log(1 - risk)): 0 = right on average, above 0 = risks too low (van Geloven et al., BMJ
    /// 2022). Regression of <see cref="PseudoValues"/> with the predictions as offset and sandwich standard errors.
    /// </summary>
    public required MetricEstimate Intercept { get; init; }

    /// <summary>
    /// Coefficient of log(-log(1 - risk)) in a Cox model, with competing causes in a Fine-Gray model: 1 = right spread, below 1 = predictions too extreme. Over the whole follow-up;
    /// risks below 1e-6 or above 1 - 1e-6 count as those.
    /// </summary>
    public required MetricEstimate Slope { get; init; }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"calibration at {Printed.Number(Time)}: predicted {Printed.Share(MeanPredicted)}, observed {Observed}",
            $"observed / expected {ObservedExpected}",
            $"intercept {Intercept}",
            $"slope {Slope}",
        ]);
}
