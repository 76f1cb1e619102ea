using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation;

/// <summary>The difference of two models, judged on the same patients.</summary>
/// <param name="Measure">"AUC" or "Brier".</param>
/// <param name="Model">The model.</param>
/// <param name="Reference">The model it is compared with; null for the prediction without covariates.</param>
/// <param name="Time">The horizon.</param>
/// <param name="Comparison">Difference, model minus reference, with its p-value.</param>
public sealed record RiskContrast(string Measure, string Model, string? Reference, double Time, MetricComparison Comparison);
