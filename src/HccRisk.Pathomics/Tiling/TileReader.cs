using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Tiling;

/// <summary>Reads the tiles of a grid at its scale; buffers are reused, so one reader serves one thread.</summary>
public sealed class TileReader
{
    private readonly RegionReader _reader;

    /// <summary>Creates a reader.</summary>
    /// <param name="slide">The slide the grid was laid on; the caller disposes it.</param>
    /// <param name="grid">The tiles.</param>
    public TileReader(ISlide slide, TileGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        _reader = new RegionReader(slide, grid.Scale, grid.TilePixels, grid.TilePixels);
    }

    /// <summary>Reads one tile.</summary>
    /// <param name="tile">One of the grid's tiles.</param>
    /// <param name="rgb">Receives <c>TilePixels * TilePixels * 3</c> bytes: red, green, blue, row by row.</param>
    /// <exception cref="SlideFormatException">The file is damaged at this place.</exception>
    public void Read(Tile tile, Span<byte> rgb) => _reader.Read(tile.X, tile.Y, rgb);
}
