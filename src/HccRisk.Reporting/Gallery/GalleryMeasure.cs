namespace HccRisk.Reporting.Gallery;

/// <summary>What is compared between patients.</summary>
internal enum GalleryMeasure
{
    /// <summary>Of the lesion, millilitres.</summary>
    Volume,

    /// <summary>Median within the lesion, in units of the image.</summary>
    Intensity,

    /// <summary>Share of the slide.</summary>
    Tissue,

    /// <summary>Mean optical density of the tissue.</summary>
    Hematoxylin,

    /// <summary>Mean optical density of the tissue.</summary>
    Eosin,

    /// <summary>Share of the tiles.</summary>
    Kept,
}
