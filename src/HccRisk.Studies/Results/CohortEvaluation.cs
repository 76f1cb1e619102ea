using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Validation;

namespace HccRisk.Studies.Results;

/// <summary>How good a model is on one set of patients.</summary>
/// <param name="Cohort">Which patients: "TJ, cross-validated", "SYSMH, external".</param>
/// <param name="Metrics">
/// Discrimination, Brier scores and calibration at the protocol's horizons, the AUC over time, and the groups of the frozen cut. On development
/// patients scores and risks are those of the folds that never saw the patient, averaged over repeats.
/// </param>
public sealed record CohortEvaluation(string Cohort, SurvivalMetrics Metrics)
{
    /// <summary>
    /// The full set of figures: calibration curve, decision curve, error with that of no covariates, recalibration beside, subgroups with tests of interaction, sites
    /// with their heterogeneity, follow-up under each horizon, and whether the patients are enough. Null for parts of a model and comparators, and where nobody had
    /// the event.
    /// </summary>
    public ValidationResult? Validation { get; init; }
}
