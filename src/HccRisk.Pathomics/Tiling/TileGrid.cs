using HccRisk.Cohorts.Scanning;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Tiling;

/// <summary>
/// The tiles of one slide at a wanted scale: a regular grid, centred on the slide, of tiles wholly inside it,
/// row by row from the top left.
/// </summary>
public sealed class TileGrid
{
    internal TileGrid(int tilePixels, SlideScale scale, IReadOnlyList<Tile> tiles) => (TilePixels, Scale, Tiles) = (tilePixels, scale, tiles);

    /// <summary>Pixels along each side of a tile as it is given to a backbone.</summary>
    public int TilePixels { get; }

    /// <summary>Micrometres per pixel of a tile; within 1 % of what was asked for.</summary>
    public double MicronsPerPixel => Scale.MicronsPerPixel;

    /// <summary>Level of the slide the tiles are read from.</summary>
    public int Level => Scale.Level;

    /// <summary>Side of a tile in level-0 pixels; need not be a whole number.</summary>
    public double TileSize => TilePixels * Scale.Downsample;

    /// <summary>The tiles, row by row.</summary>
    public IReadOnlyList<Tile> Tiles { get; }

    /// <summary>How tile pixels are made from the pyramid.</summary>
    public SlideScale Scale { get; }

    /// <summary>Lays the grid.</summary>
    /// <param name="slide">The slide; it must state its micrometres per pixel.</param>
    /// <param name="mask">Its tissue.</param>
    /// <param name="tilePixels">Pixels along each side of a tile, above zero.</param>
    /// <param name="micronsPerPixel">Wanted micrometres per pixel of a tile.</param>
    /// <param name="options">Which tiles are taken; null for the defaults.</param>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is more than 10 % coarser than wanted.</exception>
    public static TileGrid Plan(ISlide slide, TissueMask mask, int tilePixels, double micronsPerPixel, TileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tilePixels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(micronsPerPixel);
        options ??= new TileOptions();
        options.Validate();
        if (options.Overlap >= tilePixels)
        {
            throw new ArgumentException($"{nameof(TileOptions.Overlap)} is {options.Overlap}; it must be below the tile's {tilePixels} pixels.", nameof(options));
        }

        var scale = slide.ScaleFor(micronsPerPixel);
        var size = tilePixels * scale.Downsample;
        var step = (tilePixels - options.Overlap) * scale.Downsample;
        var (columns, left) = Along(slide.Levels[0].Width, size, step);
        var (rows, top) = Along(slide.Levels[0].Height, size, step);
        var found = new List<(int Column, int Row, Tile Tile)>();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                double x = Math.Floor(left + (column * step)), y = Math.Floor(top + (row * step));
                var fraction = mask.FractionIn(x, y, size, size);
                if (fraction >= options.MinTissueFraction && fraction > 0)
                {
                    found.Add((column, row, new Tile((int)x, (int)y, fraction)));
                }
            }
        }

        return new TileGrid(tilePixels, scale, Spread(found, options.MaxTiles));
    }

    /// <summary>The same grid with some of its tiles.</summary>
    internal TileGrid WithTiles(IReadOnlyList<Tile> tiles) => new(TilePixels, Scale, tiles);

    private static (int Count, double Start) Along(int length, double size, double step)
    {
        var count = Math.Max(0, (int)Math.Floor(((length - size) / step) + 1e-9) + 1);
        return (count, Math.Max(0, (length - size - ((count - 1) * step)) / 2));
    }

    /// <summary>Takes every n-th tile along a Z-order curve, which keeps neighbours together, so what is taken covers the tissue evenly.</summary>
    private static Tile[] Spread(List<(int Column, int Row, Tile Tile)> found, int? most)
    {
        if (most is not { } count || found.Count <= count)
        {
            return [.. found.Select(x => x.Tile)];
        }

        var curve = found.OrderBy(x => Interleave(x.Column) | (Interleave(x.Row) << 1)).ToArray();
        return [.. Enumerable.Range(0, count)
            .Select(i => curve[(int)(((2L * i) + 1) * curve.Length / (2L * count))])
            .OrderBy(x => x.Row).ThenBy(x => x.Column)
            .Select(x => x.Tile)];
    }

    private static ulong Interleave(int value)
    {
        var result = 0UL;
        for (var bit = 0; bit < 31; bit++)
        {
            result |= (ulong)((value >> bit) & 1) << (2 * bit);
        }

        return result;
    }
}
