using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.CutPoints;

/// <summary>Which scores the maximally selected log-rank statistic ranks patients by.</summary>
public enum CutPointScores
{
    /// <summary>The log-rank scores of Hothorn and Lausen (2003): event minus cumulative hazard. R's maxstat for Lau92, Lau94 and exactGauss. The default.</summary>
    LogRank,

    /// <summary>
    /// The same moved to 0 and rounded to whole numbers up to n, as R's maxstat does before its exact method (HL); the statistic moves in the third digit.
    /// </summary>
    RoundedLogRank,
}
