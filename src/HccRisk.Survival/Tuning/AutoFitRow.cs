using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Tuning;

/// <summary>One candidate beside the others.</summary>
public sealed record AutoFitRow
{
    /// <summary>Name of the candidate.</summary>
    public required string Candidate { get; init; }

    /// <summary>What was chosen of it on all rows; its mean is that of the inner folds, and promises too much. Null when no trial was complete.</summary>
    public TuningTrial? Chosen { get; init; }

    /// <summary>
    /// The outer cross-validation: in every fold it was tuned and fitted on the training rows. Null when it was not made, and <see cref="WhyNot"/> says why.
    /// </summary>
    public CrossValidationResult? Validation { get; init; }

    /// <summary>The metric over the outer folds; null without <see cref="Validation"/>.</summary>
    public FoldSummary? Outer { get; init; }

    /// <summary>
    /// Mean over the outer folds of the metric less that of the reference on the same fold, above 0 = better than the reference, with Student's interval; the error
    /// counts that folds share training rows. Null for the reference, and where either was not validated.
    /// </summary>
    public MetricEstimate? Difference { get; init; }

    /// <summary>Why it was not validated; null when it was.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Trials made of it, on all rows and on those of each outer fold.</summary>
    public required int Trials { get; init; }

    /// <summary>Trials of it that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Time its trials took, added up.</summary>
    public required TimeSpan Duration { get; init; }
}
