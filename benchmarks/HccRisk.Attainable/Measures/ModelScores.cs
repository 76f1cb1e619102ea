namespace HccRisk.Attainable.Measures;

/// <summary>What one model is worth on the external site, in expectation over its outcomes.</summary>
/// <param name="Auc">Expected AUC at the horizon.</param>
/// <param name="Slope">Calibration slope; NaN for a score that is no risk.</param>
/// <param name="ObservedExpected">True over predicted risk; NaN for a score that is no risk.</param>
internal readonly record struct ModelScores(double Auc, double Slope = double.NaN, double ObservedExpected = double.NaN);
