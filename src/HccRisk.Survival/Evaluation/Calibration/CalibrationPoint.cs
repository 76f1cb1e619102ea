namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>A point of a smooth calibration curve.</summary>
/// <param name="Predicted">Predicted risk, 0 to 1.</param>
/// <param name="Observed">Observed risk by the curve, 0 to 1.</param>
/// <param name="Lower">Lower limit of its pointwise confidence interval; null without.</param>
/// <param name="Upper">Upper limit.</param>
public sealed record CalibrationPoint(double Predicted, double Observed, double? Lower, double? Upper);
