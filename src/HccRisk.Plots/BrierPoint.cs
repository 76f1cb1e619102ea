using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Plots;

/// <summary>One point of <see cref="BrierOverTimePlot"/>.</summary>
/// <param name="Score">The Brier score at a horizon, with that of the prediction without covariates.</param>
/// <param name="AtRisk">Patients at risk there; null where it is not known.</param>
/// <param name="EffectiveEvents">Events that as many patients without censoring would have to have; null where it is not known.</param>
public sealed record BrierPoint(BrierResult Score, int? AtRisk, double? EffectiveEvents);
