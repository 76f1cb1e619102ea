using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation;

/// <summary>One number of one model.</summary>
/// <param name="Model">The model, or <see cref="EvaluationTable.NoInformation"/>.</param>
/// <param name="Metric">
/// The metric: "Uno C", "Harrell C", "AUC", "Brier", "IPA", "log score", "O/E", "calibration slope", "ICI", "integrated Brier", "integrated IPA", "integrated log
/// score", "alpha", or the p-values "D-calibration p" and "A-calibration p".
/// </param>
/// <param name="Time">The horizon; null for a metric without.</param>
/// <param name="Estimate">The number, or the reason why there is none.</param>
public sealed record EvaluationRow(string Model, string Metric, double? Time, MetricEstimate Estimate);
