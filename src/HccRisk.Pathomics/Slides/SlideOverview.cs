namespace HccRisk.Pathomics.Slides;

/// <summary>A small picture of a whole slide, and where the file is damaged.</summary>
/// <param name="Picture">The picture; white where the file is damaged.</param>
/// <param name="Damaged">For each pixel, row by row, whether a part of it cannot be decoded; null when the file is whole.</param>
/// <param name="FirstDamage">What is wrong at the first such place; null when the file is whole.</param>
public sealed record SlideOverview(SlideImage Picture, IReadOnlyList<bool>? Damaged, string? FirstDamage);
