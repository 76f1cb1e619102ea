using HccRisk.Survival.Estimates;

namespace HccRisk.Studies.Results;

/// <summary>The difference of one measure between two predictions of the same patients.</summary>
/// <param name="Measure">"Uno's C", "Harrell's C", "AUC", "Brier score" or "Index of prediction accuracy".</param>
/// <param name="Time">The horizon; null for a measure without.</param>
/// <param name="Comparison">Model minus reference, with interval and p-value, or the reason why there is none.</param>
public sealed record PairedDifference(string Measure, double? Time, MetricComparison Comparison);
