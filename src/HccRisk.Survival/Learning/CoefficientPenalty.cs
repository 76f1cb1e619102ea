namespace HccRisk.Survival.Learning;

/// <summary>What shrank the coefficients of a model.</summary>
/// <param name="Kind">The penalty in a word: "ridge".</param>
/// <param name="Strength">Its strength, above 0, on the method's own scale.</param>
public sealed record CoefficientPenalty(string Kind, double Strength);
