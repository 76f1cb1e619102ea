using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>The difference of two models in one measure on the same patients.</summary>
/// <param name="Measure">"Harrell C", "Uno C", "AUC" or "Brier".</param>
/// <param name="Model">The model.</param>
/// <param name="Reference">The model it is compared with; null for the prediction without covariates.</param>
/// <param name="Time">The horizon; null for a measure without.</param>
/// <param name="Comparison">Difference, model minus reference, with its interval and p-value.</param>
public sealed record ModelDifference(string Measure, string Model, string? Reference, double? Time, MetricComparison Comparison);
