namespace HccRisk.Studies.Protocol;

/// <summary>What happens to patients of a site that a harmonisation was not fitted on.</summary>
public enum UnseenSites
{
    /// <summary>They are refused: nothing is known of their scanner.</summary>
    Refuse,

    /// <summary>
    /// The model stays frozen, and the location and scale of the site's image features are estimated from its own patients, 20 or more, without outcomes; every result says so.
    /// </summary>
    Adapt,
}
