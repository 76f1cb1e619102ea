namespace HccRisk.Pathomics.Tiling;

/// <summary>
/// The order in which tiles are read: in strips from top to bottom, so that neighbours follow each other closely and what one tile
/// decoded of the file is still there for the next, however wide the slide is.
/// </summary>
internal static class TileOrder
{
    /// <summary>Tiles side by side in a strip; only tiles on a strip's edge decode what another strip decoded.</summary>
    private const int StripTiles = 8;

    /// <summary>Places of the tiles in the grid, strip after strip; it depends on the grid alone.</summary>
    public static int[] Strips(TileGrid grid)
    {
        var width = StripTiles * grid.TileSize;
        return [.. Enumerable.Range(0, grid.Tiles.Count).OrderBy(i => Math.Floor(grid.Tiles[i].X / width))];
    }
}
