namespace HccRisk.Survival.Regression;

/// <summary>How the Cox partial likelihood treats events at the same time.</summary>
public enum TieHandling
{
    /// <summary>Efron's average over the tied events (Efron, JASA 1977). The default, as in R.</summary>
    Efron,

    /// <summary>Breslow's approximation: every tied event sees the whole risk set (Breslow, Biometrics 1974).</summary>
    Breslow,
}
