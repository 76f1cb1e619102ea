namespace HccRisk.Survival.Selection;

/// <summary>
/// What says how strongly a feature goes with the event on its own. Each is a chi-square of one degree of freedom, 0 when nothing can be
/// said.
/// </summary>
public enum FeatureRanking
{
    /// <summary>Score test of a one-variable Cox model (Breslow ties).</summary>
    CoxScore,

    /// <summary>Harrell's C of the feature against one half, over its standard error, squared.</summary>
    Concordance,
}
