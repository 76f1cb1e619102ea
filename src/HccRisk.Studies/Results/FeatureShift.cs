namespace HccRisk.Studies.Results;

/// <summary>How much one feature differs between two groups of patients; those without a value do not count.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Difference">
/// Standardised mean difference, above 0 = higher at the site: difference of means over the root of the mean of the two variances (Austin, Stat Med 2009). Null where it
/// does not vary or one group has fewer than two values.
/// </param>
/// <param name="Kolmogorov">Largest distance of the two distribution functions, 0 to 1; null where one group has no value.</param>
public sealed record FeatureShift(string Feature, double? Difference, double? Kolmogorov);
