namespace HccRisk.Survival.HypothesisTests;

/// <summary>How p-values of several tests are corrected for their number (as R's p.adjust).</summary>
public enum PValueAdjustment
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Family-wise error, step-down (Holm, Scand J Stat 1979): never weaker than Bonferroni.</summary>
    Holm,

    /// <summary>Family-wise error: each times the number of tests.</summary>
    Bonferroni,

    /// <summary>False discovery rate (Benjamini and Hochberg, JRSS B 1995).</summary>
    BenjaminiHochberg,
}
