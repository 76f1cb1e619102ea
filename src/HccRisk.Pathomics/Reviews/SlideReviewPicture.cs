using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Reviews;

/// <summary>
/// A slide as it was looked through, as a picture: tissue outlined in black, ink yellow, folds cyan; kept tiles in a green line, the others filled with the colour of the
/// gravest of their faults; an annotation is outlined in magenta.
/// </summary>
public static class SlideReviewPicture
{
    /// <summary>What is wrong with a tile, gravest first, and the colour that says so: red, green, blue.</summary>
    public static IReadOnlyList<(TileFaults Fault, byte Red, byte Green, byte Blue)> Colours { get; } =
    [
        (TileFaults.Damaged, 213, 0, 0), (TileFaults.Pen, 255, 213, 0), (TileFaults.Folded, 0, 200, 255), (TileFaults.Blurred, 0, 80, 255), (TileFaults.Blank, 110, 110, 110),
    ];

    private const double LineOpacity = 0.75;
    private const double FillOpacity = 0.45;

    private static readonly (byte Red, byte Green, byte Blue) Kept = (0, 120, 60);

    /// <summary>Colour of the outlines of an annotation: red, green, blue.</summary>
    public static (byte Red, byte Green, byte Blue) AreaColour { get; } = (220, 0, 160);

    /// <summary>Draws it.</summary>
    /// <param name="review">What was found.</param>
    /// <param name="longestSide">Most pixels of the longer side, at least 32; a slide that is small is enlarged by a whole number.</param>
    public static SlideImage Render(SlideReview review, int longestSide = 480)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 32);
        var picture = Math.Max(review.Overview.Width, review.Overview.Height) > longestSide / 2 ? Shrink(review.Overview, longestSide) : Enlarge(review.Overview, longestSide);
        Lay(picture, review.Tissue);
        foreach (var tile in review.Tiles)
        {
            Draw(picture, tile, review.TileSize);
        }

        TissueOutline.Draw(picture, review.Tissue);
        foreach (var ring in (review.Area?.Polygons ?? []).SelectMany(p => p.Holes.Prepend(p.Outer)))
        {
            Outline(picture, ring);
        }

        return picture;
    }

    private static SlideImage Shrink(SlideImage picture, int longestSide)
    {
        var ratio = Math.Max(1, (double)Math.Max(picture.Width, picture.Height) / longestSide);
        var (width, height) = (Math.Max(1, (int)(picture.Width / ratio)), Math.Max(1, (int)(picture.Height / ratio)));
        var rgb = new byte[width * height * 3];
        new AreaResampler(picture.Width, picture.Height, width, height, ratio).Resample(picture.Rgb, rgb);
        return new SlideImage(width, height, picture.Downsample * ratio, rgb);
    }

    private static SlideImage Enlarge(SlideImage picture, int longestSide)
    {
        var factor = longestSide / Math.Max(picture.Width, picture.Height);
        var (width, height) = (picture.Width * factor, picture.Height * factor);
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            picture.Rgb.AsSpan(((i / width / factor * picture.Width) + (i % width / factor)) * 3, 3).CopyTo(rgb.AsSpan(i * 3));
        }

        return new SlideImage(width, height, picture.Downsample / factor, rgb);
    }

    private static void Lay(SlideImage picture, TissueMask tissue)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            for (var x = 0; x < picture.Width; x++)
            {
                var (left, top, size) = (x * picture.Downsample, y * picture.Downsample, picture.Downsample);
                if (tissue.PenFractionIn(left, top, size, size) > 0.5)
                {
                    Blend(picture, x, y, Colours[1], LineOpacity);
                }
                else if (tissue.FoldFractionIn(left, top, size, size) > 0.5)
                {
                    Blend(picture, x, y, Colours[2], LineOpacity);
                }
            }
        }
    }

    private static void Draw(SlideImage picture, JudgedTile tile, double size)
    {
        var (left, top) = ((int)Math.Round(tile.Tile.X / picture.Downsample), (int)Math.Round(tile.Tile.Y / picture.Downsample));
        var (right, bottom) = ((int)Math.Round((tile.Tile.X + size) / picture.Downsample), (int)Math.Round((tile.Tile.Y + size) / picture.Downsample));
        for (var y = Math.Max(0, top); y < Math.Min(picture.Height, bottom); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(picture.Width, right); x++)
            {
                var edge = x == left || y == top || x == right - 1 || y == bottom - 1;
                if (!tile.IsKept)
                {
                    var colour = Colours.First(c => tile.Quality.Faults.HasFlag(c.Fault));
                    Blend(picture, x, y, colour, edge ? LineOpacity : FillOpacity);
                }
                else if (edge)
                {
                    Blend(picture, x, y, (TileFaults.None, Kept.Red, Kept.Green, Kept.Blue), LineOpacity);
                }
            }
        }
    }

    /// <summary>A ring as a line of two pixels.</summary>
    private static void Outline(SlideImage picture, IReadOnlyList<SlidePoint> ring)
    {
        var colour = (TileFaults.None, AreaColour.Red, AreaColour.Green, AreaColour.Blue);
        for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
        {
            var (x, y) = (ring[j].X / picture.Downsample, ring[j].Y / picture.Downsample);
            var (right, down) = ((ring[i].X / picture.Downsample) - x, (ring[i].Y / picture.Downsample) - y);
            var steps = Math.Max(1, Math.Ceiling(Math.Max(Math.Abs(right), Math.Abs(down))));
            for (var step = 0; step < steps; step++)
            {
                var (u, v) = ((int)Math.Floor(x + (right * step / steps)), (int)Math.Floor(y + (down * step / steps)));
                foreach (var (column, row) in ((int, int)[])[(u, v), (u + 1, v), (u, v + 1)])
                {
                    if (column >= 0 && row >= 0 && column < picture.Width && row < picture.Height)
                    {
                        Blend(picture, column, row, colour, 1);
                    }
                }
            }
        }
    }

    private static void Blend(SlideImage picture, int x, int y, (TileFaults, byte Red, byte Green, byte Blue) colour, double opacity)
    {
        var at = ((y * picture.Width) + x) * 3;
        Mix(ref picture.Rgb[at], colour.Red);
        Mix(ref picture.Rgb[at + 1], colour.Green);
        Mix(ref picture.Rgb[at + 2], colour.Blue);

        void Mix(ref byte pixel, byte over) => pixel = (byte)Math.Round((pixel * (1 - opacity)) + (over * opacity));
    }
}
