namespace HccRisk.Radiomics.Habitats;

/// <summary>A number of habitats that was tried.</summary>
/// <param name="Count">How many.</param>
/// <param name="Criterion">Value of the criterion; the greatest is chosen, of equal ones that of the fewest.</param>
public sealed record HabitatCandidate(int Count, double Criterion);
