namespace HccRisk.Plots;

/// <summary>What a perfect reader of some of the variables would reach on a cohort whose truth is known.</summary>
/// <param name="Name">Which variables.</param>
/// <param name="Population">AUC in the population that the cohort is drawn from.</param>
/// <param name="Drawn">AUC on the patients drawn; null when not computed.</param>
public sealed record AttainableAuc(string Name, double Population, double? Drawn);
