using HccRisk.Survival.Evaluation.ClinicalUtility;

namespace HccRisk.Survival.Validation;

/// <summary>How one model moves patients against another at a horizon.</summary>
/// <param name="Model">The new model.</param>
/// <param name="Reference">The old one.</param>
/// <param name="Time">The horizon.</param>
/// <param name="Continuous">Continuous net reclassification improvement.</param>
/// <param name="Integrated">Integrated discrimination improvement.</param>
public sealed record ModelReclassification(
    string Model, string Reference, double Time, ReclassificationResult Continuous, ReclassificationResult Integrated);
