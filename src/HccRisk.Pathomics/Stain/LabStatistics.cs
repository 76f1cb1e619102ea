namespace HccRisk.Pathomics.Stain;

/// <summary>Mean and standard deviation (n) of CIE L*, a* and b* (D65) over stained pixels.</summary>
/// <param name="MeanL">Mean of L*, 0 to 100.</param>
/// <param name="MeanA">Mean of a*.</param>
/// <param name="MeanB">Mean of b*.</param>
/// <param name="DeviationL">Standard deviation of L*, above zero.</param>
/// <param name="DeviationA">Standard deviation of a*, above zero.</param>
/// <param name="DeviationB">Standard deviation of b*, above zero.</param>
public sealed record LabStatistics(double MeanL, double MeanA, double MeanB, double DeviationL, double DeviationA, double DeviationB);
