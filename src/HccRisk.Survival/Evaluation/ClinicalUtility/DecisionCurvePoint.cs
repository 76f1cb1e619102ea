using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Evaluation.ClinicalUtility;

/// <summary>What acting on a predicted risk is worth at one threshold.</summary>
public sealed record DecisionCurvePoint
{
    /// <summary>Act when the predicted risk is at or above this, between 0 and 1.</summary>
    public required double Threshold { get; init; }

    /// <summary>Share of patients at or above the threshold, 0 to 1.</summary>
    public required double Positive { get; init; }

    /// <summary>
    /// Net benefit of acting on the prediction, in true positives a patient: at most the prevalence, 0 = acting on nobody; higher = better.
    /// </summary>
    public required MetricEstimate NetBenefit { get; init; }

    /// <summary>Net benefit of acting on everybody.</summary>
    public required MetricEstimate TreatAll { get; init; }

    /// <summary>
    /// Interventions avoided per patient against acting on everybody, without missing one event more; null when either net benefit is not estimable.
    /// </summary>
    public double? InterventionsAvoided =>
        NetBenefit.Value is { } model && TreatAll.Value is { } all ? (model - all) * (1 - Threshold) / Threshold : null;
}
