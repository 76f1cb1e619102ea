using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.CrossValidation;

/// <summary>One metric over the folds of a cross-validation.</summary>
public sealed record FoldSummary
{
    /// <summary>
    /// The metric: "Uno C", "Harrell C", "AUC", "Brier", "IPA", "log score", "integrated Brier", "integrated IPA",
    /// "integrated log score", "alpha", "O/E", "calibration intercept", "calibration slope" or "ICI".
    /// </summary>
    public required string Metric { get; init; }

    /// <summary>The horizon; null for a metric without.</summary>
    public double? Time { get; init; }

    /// <summary>
    /// Mean over the folds that gave a value, every fold counting the same. The standard error counts that folds share training rows
    /// (Nadeau and Bengio, Mach Learn 2003: variance of the folds times 1/folds + test/training rows), the interval is Student's; both need
    /// two folds.
    /// </summary>
    public required MetricEstimate Mean { get; init; }

    /// <summary>Standard deviation over the folds that gave a value; null with fewer than two.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>The value of each fold, in the order of <see cref="CrossValidationResult.Folds"/>; null where it was not estimable.</summary>
    public required IReadOnlyList<double?> Values { get; init; }

    /// <summary>Why folds gave no value, each with its repeat and name; empty when all gave one. They take no part, and count as nothing.</summary>
    public required IReadOnlyList<string> NotEstimable { get; init; }
}
