using HccRisk.Survival.Estimates;

namespace HccRisk.Studies.Results;

/// <summary>A model judged by another reading of the endpoint.</summary>
/// <param name="Endpoint">Name of the reading, as in <see cref="StudyResult.SensitivityEndpoints"/>.</param>
/// <param name="Model">The model.</param>
/// <param name="Cohort">The patients.</param>
/// <param name="Refitted">
/// Whether the model was cross-validated and fitted anew by that reading; otherwise its predictions are those of the main endpoint, and only what they are
/// held against has changed.
/// </param>
/// <param name="Patients">Patients with an outcome by that reading.</param>
/// <param name="Events">Events of interest among them.</param>
/// <param name="Harrell">Harrell's C.</param>
/// <param name="Auc">AUC at the main horizon; null where it cannot be judged there.</param>
/// <param name="Brier">Brier score at the main horizon; null without risks there.</param>
/// <param name="ObservedExpected">Observed over expected events by the main horizon; null without risks there.</param>
public sealed record SensitivityEvaluation(
    string Endpoint,
    string Model,
    string Cohort,
    bool Refitted,
    int Patients,
    int Events,
    MetricEstimate Harrell,
    MetricEstimate? Auc,
    MetricEstimate? Brier,
    MetricEstimate? ObservedExpected);
