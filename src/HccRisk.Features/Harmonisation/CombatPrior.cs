namespace HccRisk.Features.Harmonisation;

/// <summary>What ComBat knows of the effects of a site on one slot from its effects on the others.</summary>
public enum CombatPrior
{
    /// <summary>Shifts follow a normal, scales an inverse gamma distribution over the slots (Johnson, Li, Rabinovic 2007).</summary>
    Parametric,

    /// <summary>The distribution of the other slots as it is, of no given form; the time grows with the square of the number of slots.</summary>
    Nonparametric,

    /// <summary>Nothing: each slot has its own estimates, as for few slots.</summary>
    None,
}
