namespace HccRisk.Pathomics.Slides;

/// <summary>One resolution of a slide's pyramid.</summary>
/// <param name="Width">Pixels along x, above zero.</param>
/// <param name="Height">Pixels along y, above zero.</param>
/// <param name="Downsample">Level-0 pixels per pixel of this level, at least 1; exactly 1 for level 0.</param>
public sealed record SlideLevel(int Width, int Height, double Downsample);
