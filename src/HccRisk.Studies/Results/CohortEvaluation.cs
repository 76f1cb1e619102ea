using HccRisk.Survival.Evaluation;

namespace HccRisk.Studies.Results;

/// <summary>How good a model is on one set of patients.</summary>
/// <param name="Cohort">Which patients: "TJ, cross-validated", "SYSMH, external".</param>
/// <param name="Metrics">
/// Discrimination, Brier scores and calibration at the protocol's horizons, the AUC over time, and the groups of the frozen cut. On development
/// patients scores and risks are those of the folds that never saw the patient, averaged over repeats.
/// </param>
public sealed record CohortEvaluation(string Cohort, SurvivalMetrics Metrics);
