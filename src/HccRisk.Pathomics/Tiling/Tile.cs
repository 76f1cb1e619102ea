namespace HccRisk.Pathomics.Tiling;

/// <summary>One tile of a slide.</summary>
/// <param name="X">Left edge, level-0 pixels.</param>
/// <param name="Y">Top edge, level-0 pixels.</param>
/// <param name="TissueFraction">Part of the tile that is tissue, 0 to 1.</param>
public readonly record struct Tile(int X, int Y, double TissueFraction);
