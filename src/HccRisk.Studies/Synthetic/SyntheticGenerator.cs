namespace HccRisk.Studies.Synthetic;

/// <summary>Which generator draws the images of invented patients. The patients, their markers and their outcomes are the same.</summary>
public enum SyntheticGenerator
{
    /// <summary>Plain organs, and few traits that follow the markers closely: one feature alone correlates above .8 with its marker.</summary>
    First,

    /// <summary>
    /// Lobes, vessels and the organs around the liver; capsule, stroma, portal tracts and liver beside the tumour; many weak traits, none of
    /// which gives the marker away; and what goes with the site: coil, slice thickness, timing, readers, stain, pen.
    /// </summary>
    Second,
}
