namespace HccRisk.Pathomics.Heatmaps;

/// <summary>A number for one tile of a slide.</summary>
/// <param name="X">Left edge, level-0 pixels.</param>
/// <param name="Y">Top edge, level-0 pixels.</param>
/// <param name="Score">The number; NaN where there is none.</param>
public readonly record struct TileScore(double X, double Y, double Score);
