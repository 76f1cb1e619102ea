namespace HccRisk.Studies.Protocol;

/// <summary>How the image features of sites are brought to one location and scale (ComBat); learned on training patients, without outcomes.</summary>
public enum Harmonisation
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Location and scale, features helping each other by a parametric prior.</summary>
    Combat,

    /// <summary>Location and scale, by a prior without a given form.</summary>
    CombatNonparametric,

    /// <summary>Location alone.</summary>
    CombatMeans,
}
