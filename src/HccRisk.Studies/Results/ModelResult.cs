using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Learning;

namespace HccRisk.Studies.Results;

/// <summary>One model of the study.</summary>
/// <param name="Name">"PRE" or "POST".</param>
/// <param name="Description">What goes in, and when it is available.</param>
/// <param name="FeaturesByModality">Number of input features by modality, before selection.</param>
/// <param name="Coefficients">Coefficients, largest effect first; empty for a model that is not linear in its inputs.</param>
/// <param name="Penalty">What shrank the coefficients, chosen on development patients; null without penalty.</param>
/// <param name="Cut">Score above which patients are called high risk, chosen on development patients and frozen.</param>
/// <param name="CutRule">How the cut was chosen, in words.</param>
/// <param name="Development">Cross-validated performance on the development site(s).</param>
/// <param name="External">Performance on each external site, evaluated once; empty without one.</param>
/// <param name="Predictions">One row a patient.</param>
public sealed record ModelResult(
    string Name,
    string Description,
    IReadOnlyDictionary<string, int> FeaturesByModality,
    IReadOnlyList<CoefficientRow> Coefficients,
    CoefficientPenalty? Penalty,
    double Cut,
    string CutRule,
    CohortEvaluation Development,
    IReadOnlyList<CohortEvaluation> External,
    IReadOnlyList<PatientPrediction> Predictions)
{
    /// <summary>How the patients of the study became those of this model. Default empty: it uses them all.</summary>
    public IReadOnlyList<FlowStep> Flow { get; init; } = [];

    /// <summary>Patients of the study whom this model does not use, each with the reason. Default nobody.</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];

    /// <summary>How far image features depend on the site, before and after their harmonisation: all patients, a report a modality. Default empty: nothing is harmonised.</summary>
    public IReadOnlyList<Features.Harmonisation.SiteShiftReport> Harmonised { get; init; } = [];

    /// <summary>The model taken apart, fitted and judged on its own patients; the last rung is the model itself. Default empty: it has one modality, or nobody asked.</summary>
    public IReadOnlyList<LadderRung> Ladder { get; init; } = [];

    /// <summary>What each rung adds to those it contains, on the same patients. Default empty.</summary>
    public IReadOnlyList<PairedComparison> LadderComparisons { get; init; } = [];
}
