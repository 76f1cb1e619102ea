namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Definitions of Uno's concordance. They agree up to ties in time and the treatment of tau, and differ by up to 8e-3.
/// </summary>
public enum UnoConvention
{
    /// <summary>
    /// The formula of Uno et al. (Stat Med 2011): pairs with T_i &lt; tau and T_j &gt; T_i, weight 1/G(T_i-)^2, where at a tie
    /// events and censorings count as simultaneous in G. The default.
    /// </summary>
    Explicit,

    /// <summary>
    /// R's <c>concordance(timewt = "n/G2", ymax = tau)</c>: T_i &lt;= tau, a patient censored at T_i outlives the event at T_i,
    /// and events leave before censorings in G.
    /// </summary>
    RTimeWeight,

    /// <summary>
    /// As <see cref="Explicit"/>, but events leave before censorings in G (Graf et al., Stat Med 1999), as in the AUC and the Brier score: of use beside those.
    /// </summary>
    EventsFirst,
}
