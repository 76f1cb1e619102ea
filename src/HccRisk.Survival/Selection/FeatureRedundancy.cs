namespace HccRisk.Survival.Selection;

/// <summary>
/// How <see cref="FeatureSelector"/> takes features that repeat one another. Those beyond its largest correlation are left out in any
/// case.
/// </summary>
public enum FeatureRedundancy
{
    /// <summary>By strength, whatever they have in common below that correlation.</summary>
    Limit,

    /// <summary>
    /// Minimum redundancy, maximum relevance (Peng, Long and Ding, IEEE TPAMI 2005): the next is the one whose relevance less its mean
    /// absolute correlation with those taken is greatest. Relevance is the root of chi-square over the number of events, at most 1: a
    /// correlation too.
    /// </summary>
    Difference,

    /// <summary>
    /// The same with relevance over mean absolute correlation, which counts as 0.001 at least (Zhao, Anand and Wang, IEEE DSAA 2019).
    /// </summary>
    Quotient,
}
