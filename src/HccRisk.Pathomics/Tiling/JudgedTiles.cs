namespace HccRisk.Pathomics.Tiling;

/// <summary>The tiles of a slide that were judged.</summary>
/// <param name="TileSize">Side of a tile, level-0 pixels.</param>
/// <param name="Tiles">Every tile with tissue, row by row.</param>
public sealed record JudgedTiles(double TileSize, IReadOnlyList<JudgedTile> Tiles);
