namespace HccRisk.Studies.Results;

/// <summary>A model made of some of the modalities of another, on the same patients and by the same rules.</summary>
/// <param name="Name">What goes in: "Clinical", "Clinical + Radiomics".</param>
/// <param name="Modalities">The same as a list.</param>
/// <param name="Development">Cross-validated performance on the development site(s).</param>
/// <param name="External">Performance on each external site.</param>
public sealed record LadderRung(string Name, IReadOnlyList<string> Modalities, CohortEvaluation Development, IReadOnlyList<CohortEvaluation> External);
