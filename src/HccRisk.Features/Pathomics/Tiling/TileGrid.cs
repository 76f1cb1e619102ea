using HccRisk.Core.Slides;
using HccRisk.Features.Pathomics.Tissue;

namespace HccRisk.Features.Pathomics.Tiling;

/// <summary>
/// The tiles of one slide at a wanted scale: a regular grid without overlap, centred on the slide, of tiles wholly inside it,
/// row by row from the top left.
/// </summary>
public sealed class TileGrid
{
    /// <summary>A level this near the wanted scale is read as it is.</summary>
    private const double SameScale = 0.01;

    /// <summary>Enlarging more than this would invent detail.</summary>
    private const double MostEnlargement = 0.9;

    private TileGrid(int tilePixels, double micronsPerPixel, int level, double shrink, double tileSize, IReadOnlyList<Tile> tiles)
    {
        TilePixels = tilePixels;
        MicronsPerPixel = micronsPerPixel;
        Level = level;
        Shrink = shrink;
        TileSize = tileSize;
        Tiles = tiles;
    }

    /// <summary>Pixels along each side of a tile as it is given to a backbone.</summary>
    public int TilePixels { get; }

    /// <summary>Micrometres per pixel of a tile; within 1 % of what was asked for.</summary>
    public double MicronsPerPixel { get; }

    /// <summary>Level of the slide the tiles are read from.</summary>
    public int Level { get; }

    /// <summary>Side of a tile in level-0 pixels; need not be a whole number.</summary>
    public double TileSize { get; }

    /// <summary>The tiles, row by row.</summary>
    public IReadOnlyList<Tile> Tiles { get; }

    /// <summary>Pixels of <see cref="Level"/> per tile pixel; 1 when tiles are read as they are.</summary>
    internal double Shrink { get; }

    /// <summary>Pixels along each side read from <see cref="Level"/>.</summary>
    internal int ReadPixels => (int)Math.Ceiling((TilePixels * Shrink) - 1e-9);

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

        var own = slide.RequireMicronsPerPixel();
        var level = slide.BestLevelFor(micronsPerPixel / own);
        var downsample = slide.Levels[level].Downsample;
        var shrink = micronsPerPixel / (own * downsample);
        if (shrink < MostEnlargement)
        {
            throw new SlideResolutionException(FormattableString.Invariant(
                $"Slide '{slide.Path}' has {own} micrometres per pixel; tiles at {micronsPerPixel} would have to be enlarged. Use a backbone for a coarser scale or a slide scanned finer."));
        }

        shrink = Math.Abs(shrink - 1) <= SameScale ? 1 : shrink;
        var size = tilePixels * shrink * downsample;
        var (columns, left) = Along(slide.Levels[0].Width, size);
        var (rows, top) = Along(slide.Levels[0].Height, size);
        var found = new List<(int Column, int Row, Tile Tile)>();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                double x = Math.Floor(left + (column * size)), y = Math.Floor(top + (row * size));
                var fraction = mask.FractionIn(x, y, size, size);
                if (fraction >= options.MinTissueFraction && fraction > 0)
                {
                    found.Add((column, row, new Tile((int)x, (int)y, fraction)));
                }
            }
        }

        return new TileGrid(tilePixels, own * downsample * shrink, level, shrink, size, Spread(found, options.MaxTiles));
    }

    private static (int Count, double Start) Along(int length, double size)
    {
        var count = (int)Math.Floor((length / size) + 1e-9);
        return (count, Math.Max(0, (length - (count * size)) / 2));
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
