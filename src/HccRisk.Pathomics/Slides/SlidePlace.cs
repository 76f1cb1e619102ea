namespace HccRisk.Pathomics.Slides;

/// <summary>A place on a slide.</summary>
/// <param name="Level">Index into <see cref="ISlide.Levels"/>.</param>
/// <param name="X">Column, pixels of that level.</param>
/// <param name="Y">Row, pixels of that level.</param>
public readonly record struct SlidePlace(int Level, int X, int Y);
