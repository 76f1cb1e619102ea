namespace HccRisk.Reporting.Gallery;

/// <summary>What was found of one patient; kept between runs, and so without anything that names the patient.</summary>
/// <param name="Items">Series in the order of the manifest, then slides.</param>
internal sealed record GalleryCase(IReadOnlyList<GalleryItem> Items);
