namespace HccRisk.Survival.FineGray;

/// <summary>Two definitions of the weights and of the variance of a Fine-Gray fit; coefficients differ by about 1e-6 where ties are few.</summary>
public enum FineGrayConvention
{
    /// <summary>
    /// As R's <c>cmprsk::crr</c>: at a tie events and censorings count as simultaneous in the censoring distribution, and the variance
    /// counts that it is estimated. The default.
    /// </summary>
    Crr,

    /// <summary>
    /// As R's <c>survival::finegray</c> followed by a weighted Cox model with Breslow ties: at a tie events leave before censorings, and the
    /// variance is the robust one with the rows of a patient together and the weights taken as known.
    /// </summary>
    WeightedCox,
}
