using HccRisk.Survival.Validation;

namespace HccRisk.Studies.Results;

/// <summary>Two predictions judged on the same patients: those of a cohort who have both.</summary>
/// <param name="Cohort">Which cohort: "TJ, cross-validated".</param>
/// <param name="Model">The one.</param>
/// <param name="Reference">The one it is compared with.</param>
/// <param name="Patients">Patients who have both.</param>
/// <param name="Events">Events of interest among them.</param>
/// <param name="Differences">Each measure; empty when too few have both.</param>
public sealed record PairedComparison(string Cohort, string Model, string Reference, int Patients, int Events, IReadOnlyList<PairedDifference> Differences)
{
    /// <summary>How the one moves patients against the other at the main horizon; null where one of them has no risk there.</summary>
    public ModelReclassification? Reclassification { get; init; }

    /// <summary>What acting on either is worth, on the patients who have both; null but between models of the study that both have risks at the main horizon.</summary>
    public PairedDecision? Decision { get; init; }
}
