using HccRisk.Cohorts.Scanning;
using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Heatmaps;

/// <summary>Scores of tiles as a picture of the slide with colours over it, and as GeoJSON for a viewer.</summary>
public static class SlideHeatmap
{
    private const int Classes = 5;

    /// <summary>
    /// Draws the slide and lays the colour of each tile's score over it (viridis: dark is low, bright is high; signed scores blue below zero, grey at it, red above). Where tiles overlap their
    /// mean is shown; a score beyond the ends of the colours has the end's colour; a tile without a score is not drawn.
    /// </summary>
    /// <param name="slide">The slide.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="tissue">Tissue to outline in black; null draws no outline.</param>
    /// <param name="cancellationToken">Stops between bands of rows.</param>
    /// <returns>The picture; its downsample holds for the slide's part, which starts at the left top.</returns>
    public static SlideImage Render(ISlide slide, TileScores scores, HeatmapOptions? options = null, TissueMask? tissue = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(scores);
        options ??= new HeatmapOptions();
        options.Validate();
        var level = slide.Levels[0];

        // A thumbnail shrinks by whole blocks of pixels and may come out up to twice as large as asked for.
        var downsample = Math.Max(1, (double)Math.Max(level.Width, level.Height) / options.LongestSide);
        var small = slide.ReadThumbnail(Math.Ceiling(downsample), cancellationToken);
        var (low, high) = options.RangeOf(scores);
        var colours = ScoreColours.Of(scores);
        Lay(small, scores, options.Opacity, low, high, colours);
        if (tissue is not null)
        {
            TissueOutline.Draw(small, tissue);
        }

        return options.Legend ? WithLegend(small, low, high, colours) : small;
    }

    /// <summary>Draws the slide with its scores and writes a PNG.</summary>
    /// <param name="path">The file, <c>.png</c>; replaced at once when complete.</param>
    /// <param name="slide">The slide.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="tissue">Tissue to outline in black; null draws no outline.</param>
    /// <param name="cancellationToken">Stops between bands of rows.</param>
    /// <exception cref="ArgumentException">The name does not end in .png, or an option is out of range.</exception>
    public static void WritePng(string path, ISlide slide, TileScores scores, HeatmapOptions? options = null, TissueMask? tissue = null, CancellationToken cancellationToken = default) =>
        Render(slide, scores, options, tissue, cancellationToken).WritePng(path);

    /// <summary>
    /// Writes the tiles as squares with the measurement <c>score</c> and one of five classes between the ends of the colours, each in its
    /// colour, as QuPath opens them. A tile without a score is left out.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="options">The ends of the colours; null takes those of the scores.</param>
    /// <param name="origin"><see cref="ISlide.Origin"/> of the slide, from which QuPath counts; zero by default.</param>
    public static void WriteGeoJson(string path, TileScores scores, HeatmapOptions? options = null, SlidePlace origin = default)
    {
        ArgumentNullException.ThrowIfNull(scores);
        options ??= new HeatmapOptions();
        options.Validate();
        var (low, high) = options.RangeOf(scores);
        var size = scores.TileSize;
        SlideGeoJson.Write(path, scores.Tiles.Where(x => double.IsFinite(x.Score)).Select(tile =>
        {
            var bin = Math.Clamp((int)((tile.Score - low) / (high - low) * Classes), 0, Classes - 1);
            double From(int i) => low + (i * (high - low) / Classes);
            SlidePoint[] corners = [new(tile.X, tile.Y), new(tile.X + size, tile.Y), new(tile.X + size, tile.Y + size), new(tile.X, tile.Y + size)];
            return new SlideAnnotation(FormattableString.Invariant($"score {From(bin):G4} to {From(bin + 1):G4}"), [new SlidePolygon(corners, [])])
            {
                Colour = ScoreColours.Of(scores).At((bin + 0.5) / Classes),
                Measurements = new Dictionary<string, double>(StringComparer.Ordinal) { ["score"] = tile.Score },
            }.MovedBy(-origin.X, -origin.Y);
        }));
    }

    private static void Lay(SlideImage picture, TileScores scores, double opacity, double low, double high, ScoreColours colours)
    {
        var sums = new double[picture.Width * picture.Height];
        var counts = new int[sums.Length];
        foreach (var tile in scores.Tiles.Where(x => double.IsFinite(x.Score)))
        {
            // Pixels whose centres lie in the tile.
            var (left, right) = Span(tile.X, scores.TileSize, picture.Downsample, picture.Width);
            var (top, bottom) = Span(tile.Y, scores.TileSize, picture.Downsample, picture.Height);
            for (var y = top; y < bottom; y++)
            {
                for (var x = left; x < right; x++)
                {
                    sums[(y * picture.Width) + x] += tile.Score;
                    counts[(y * picture.Width) + x]++;
                }
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            var (red, green, blue) = colours.At(((sums[i] / counts[i]) - low) / (high - low));
            Blend(ref picture.Rgb[i * 3], red);
            Blend(ref picture.Rgb[(i * 3) + 1], green);
            Blend(ref picture.Rgb[(i * 3) + 2], blue);
        }

        void Blend(ref byte pixel, byte colour) => pixel = (byte)Math.Round((pixel * (1 - opacity)) + (colour * opacity));
    }

    private static (int From, int To) Span(double start, double size, double downsample, int length)
    {
        var from = Math.Clamp(Math.Ceiling((start / downsample) - 0.5), 0, length);
        return ((int)from, (int)Math.Clamp(Math.Ceiling(((start + size) / downsample) - 0.5), from, length));
    }

    private static SlideImage WithLegend(SlideImage picture, double low, double high, ScoreColours colours)
    {
        var width = picture.Width + HeatmapLegend.Width(picture.Height);
        var rgb = new byte[width * picture.Height * 3];
        Array.Fill(rgb, (byte)255);
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Rgb.AsSpan(y * picture.Width * 3, picture.Width * 3).CopyTo(rgb.AsSpan(y * width * 3));
        }

        HeatmapLegend.Draw(rgb, width, picture.Height, picture.Width, low, high, colours);
        return new SlideImage(width, picture.Height, picture.Downsample, rgb);
    }
}
