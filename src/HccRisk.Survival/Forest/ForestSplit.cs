namespace HccRisk.Survival.Forest;

/// <summary>By what a node of a survival forest chooses its cut.</summary>
public enum ForestSplit
{
    /// <summary>
    /// The log-rank statistic of the hazards of the causes, weighted by cause: who has another event leaves the risk set (Ishwaran and
    /// others, Ann Appl Stat 2008; Biostatistics 2014).
    /// </summary>
    LogRank,

    /// <summary>
    /// The standardised sum of log-rank scores (Hothorn and Lausen, Comput Stat Data Anal 2003), events of the causes with a weight taken
    /// together. The quickest; its variance has the factor 1 - n(left)/n, which randomForestSRC's lacks.
    /// </summary>
    LogRankScore,

    /// <summary>
    /// The log-rank statistic of the cumulative incidence, near to Gray's: who has another event stays in the risk set for ever, who is
    /// censored leaves it, without weights for censoring. It is Gray's only where nobody is censored. With one cause it is
    /// <see cref="LogRank"/>.
    /// </summary>
    LogRankIncidence,
}
