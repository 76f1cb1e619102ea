namespace HccRisk.Survival.Cox;

/// <summary>How the Cox partial likelihood treats events at the same time.</summary>
public enum TieHandling
{
    /// <summary>Efron's average over the tied events (Efron, JASA 1977). The default, as in R.</summary>
    Efron,

    /// <summary>Breslow's approximation: every tied event sees the whole risk set (Breslow, Biometrics 1974).</summary>
    Breslow,

    /// <summary>
    /// The exact partial likelihood of discrete time (Cox, JRSS B 1972), as R's <c>ties = "exact"</c>: right when the ties are
    /// real, slow when they are many. Needs no case weights; its baseline hazard is Breslow's.
    /// </summary>
    Exact,
}
