using HccRisk.Cohorts;

namespace HccRisk.Studies.Results;

/// <summary>What the models are compared with: a clinical score, a column, predictions of another model.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is, in words.</param>
/// <param name="Availability">When its values are known.</param>
/// <param name="Missing">Patients of the study who have no value of it.</param>
/// <param name="Evaluations">
/// Each cohort, on the patients who have it. A score without risks gets them from a Cox model of itself alone, cross-validated on development patients and frozen
/// for the others; discrimination is that of the score as it is.
/// </param>
/// <param name="Comparisons">Each model against it, on the patients who have both.</param>
public sealed record ComparatorResult(
    string Name, string Description, Availability Availability, int Missing, IReadOnlyList<CohortEvaluation> Evaluations, IReadOnlyList<PairedComparison> Comparisons);
