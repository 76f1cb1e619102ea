using HccRisk.Survival.Evaluation.ClinicalUtility;

namespace HccRisk.Studies.Results;

/// <summary>Decision curves of two models on the same patients at the main horizon.</summary>
/// <param name="Model">Of the one.</param>
/// <param name="Reference">Of the other.</param>
public sealed record PairedDecision(DecisionCurveResult Model, DecisionCurveResult Reference);
