namespace HccRisk.Reporting.Gallery;

/// <summary>One value far from those of the other patients.</summary>
/// <param name="Score">How far: the absolute robust score.</param>
/// <param name="Words">In words, with both values.</param>
internal sealed record GalleryOutlier(double Score, string Words);
