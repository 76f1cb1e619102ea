namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// What the pairs of an event at time t are multiplied by in <see cref="Concordance.Weighted"/>; n is the number of patients, n(t) of those
/// at risk, S the Kaplan-Meier estimate and G that of staying uncensored (R's <c>concordance(timewt = )</c>, by the same names).
/// </summary>
public enum ConcordanceWeights
{
    /// <summary>1: every pair counts once, as Harrell's C ("n").</summary>
    Pairs,

    /// <summary>n S(t-) / n(t): as if nobody were censored before t ("S").</summary>
    Survival,

    /// <summary>n S(t-) / (G(t-) n(t)): the same with the pairs' later censoring too ("S/G"); equal to 1 / G(t-)^2 when G drops at no event.</summary>
    SurvivalOverCensoring,

    /// <summary>1 / G(t-)^2, as Uno's C ("n/G2").</summary>
    InverseCensoringSquared,

    /// <summary>1 / n(t): every event counts the same, however many outlive it ("I").</summary>
    Events,
}
