namespace HccRisk.Survival.CoxBoost;

/// <summary>What likelihood boosting models where causes compete.</summary>
public enum CoxBoostForm
{
    /// <summary>The hazard of the cause of interest alone, other causes counting as censored.</summary>
    Hazard,

    /// <summary>
    /// The subdistribution hazard of the cause (Fine and Gray): coefficients speak of its cumulative incidence. R's CoxBoost with
    /// <c>cmprsk = "sh"</c> (Binder and others, Bioinformatics 2009).
    /// </summary>
    FineGray,

    /// <summary>The hazard of every cause, each boosted for itself: <c>cmprsk = "csh"</c>.</summary>
    CauseSpecific,

    /// <summary>The hazard of every cause; in each step all of them take the same feature, the one with the most evidence over all: <c>cmprsk = "ccsh"</c>.</summary>
    Coupled,
}
