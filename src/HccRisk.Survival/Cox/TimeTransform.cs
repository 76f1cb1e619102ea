using HccRisk.Survival.Curves;

namespace HccRisk.Survival.Cox;

/// <summary>The function of time against which a change of the log hazard ratios is tested.</summary>
public enum TimeTransform
{
    /// <summary>One less the Kaplan-Meier estimate of all rows just before the time: R's default, robust to late outliers.</summary>
    KaplanMeier,

    /// <summary>Rank of the time among all rows.</summary>
    Rank,

    /// <summary>Time itself.</summary>
    Identity,

    /// <summary>Logarithm of time.</summary>
    Log,
}
