using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;

namespace HccRisk.Pathomics.Catalog;

/// <summary>What prototypes look like: example tiles of each, side by side.</summary>
public static class PrototypePicture
{
    private const int Gap = 4;
    private const byte Paper = 255;

    /// <summary>
    /// Draws a row a prototype, the first on top: the tiles nearest to it, the nearest on the left, of different slides as long as there
    /// are some. A prototype that is nearest to fewer tiles has a shorter row.
    /// </summary>
    /// <param name="function">The prototypes.</param>
    /// <param name="slides">Slides with their tiles, embedded as those the prototypes were learned from.</param>
    /// <param name="examples">Tiles a row, 1 to 64.</param>
    /// <param name="side">Pixels along each side of a tile in the picture, 8 to 1,024; taken from the tile by nearest pixels.</param>
    /// <exception cref="SlideFormatException">A slide is unreadable.</exception>
    /// <exception cref="ArgumentException">The embeddings have another width.</exception>
    public static SlideImage Render(
        PrototypeFunction function, IReadOnlyList<(SlideInput Slide, SlideEmbedding Tiles)> slides, int examples = 8, int side = 112)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(slides);
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(examples, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 1024);
        var rows = function.Setup.Prototypes;
        var (width, height) = ((examples * (side + Gap)) + Gap, (rows * (side + Gap)) + Gap);
        var rgb = new byte[3 * width * height];
        Array.Fill(rgb, Paper);
        var chosen = Choose(function, slides, examples);
        foreach (var own in chosen.GroupBy(x => x.Slide))
        {
            var (input, tiles) = slides[own.Key];
            using var slide = SlideEmbedder.Open(input, new SlideEmbedderOptions { MicronsPerPixel = tiles.SlideMicronsPerPixel });
            var reader = new TileReader(slide, tiles.Grid);
            var pixels = tiles.Grid.TilePixels;
            var tile = new byte[3 * pixels * pixels];
            foreach (var (_, index, row, column) in own)
            {
                reader.Read(tiles.Grid.Tiles[index], tile);
                for (var i = 0; i < side * side; i++)
                {
                    var from = ((i / side * pixels / side * pixels) + (i % side * pixels / side)) * 3;
                    var to = ((((row * (side + Gap)) + Gap + (i / side)) * width) + (column * (side + Gap)) + Gap + (i % side)) * 3;
                    tile.AsSpan(from, 3).CopyTo(rgb.AsSpan(to));
                }
            }
        }

        return new SlideImage(width, height, double.NaN, rgb);
    }

    private static IEnumerable<(int Slide, int Tile, int Row, int Column)> Choose(
        PrototypeFunction function, IReadOnlyList<(SlideInput Slide, SlideEmbedding Tiles)> slides, int examples) =>
        slides.SelectMany((x, slide) => function.Nearest(x.Tiles).Select((found, tile) => (Slide: slide, Tile: tile, found.Prototype, found.Distance)))
            .GroupBy(x => x.Prototype)
            .SelectMany(group => group
                .GroupBy(x => x.Slide)
                .SelectMany(own => own.OrderBy(x => x.Distance).Select((x, rank) => (x.Slide, x.Tile, x.Distance, Rank: rank)))
                .OrderBy(x => x.Rank).ThenBy(x => x.Distance).ThenBy(x => x.Slide)
                .Take(examples)
                .OrderBy(x => x.Distance)
                .Select((x, column) => (x.Slide, x.Tile, group.Key, column)));
}
