namespace HccRisk.Pathomics.Annotations;

/// <summary>A place on a slide.</summary>
/// <param name="X">Level-0 pixels from the left edge.</param>
/// <param name="Y">Level-0 pixels from the top edge.</param>
public readonly record struct SlidePoint(double X, double Y);
