using HccRisk.Pathomics.Annotations;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Reviews;

/// <summary>Tiles and nuclei as detections for <see cref="SlideGeoJson"/>, the way QuPath opens them; in level-0 pixels from the corner of the level.</summary>
public static class SlideDetections
{
    /// <summary>A tile is read with so much around it, micrometres, that nuclei at its edge are whole: the widest are 18 across.</summary>
    private const double Margin = 20;

    /// <summary>
    /// Squares of the class <c>kept</c>, or <c>rejected</c> and the faults (<c>rejected: pen, blurred</c>), with tissue, glass, ink and fold as shares and blur in micrometres.
    /// </summary>
    /// <param name="tiles">The tiles.</param>
    public static IEnumerable<SlideAnnotation> Tiles(JudgedTiles tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        return tiles.Tiles.Select(t =>
        {
            var (left, top, right, bottom) = (t.Tile.X, t.Tile.Y, t.Tile.X + tiles.TileSize, t.Tile.Y + tiles.TileSize);
            SlidePoint[] corners = [new(left, top), new(right, top), new(right, bottom), new(left, bottom)];
            return new SlideAnnotation(t.IsKept ? "kept" : $"rejected: {t.Quality.Faults.ToString().ToLowerInvariant()}", [new SlidePolygon(corners, [])])
            {
                IsDetection = true,
                Colour = t.IsKept ? ((byte)0, (byte)120, (byte)60) : ColourOf(t.Quality.Faults),
                Measurements = new Dictionary<string, double>(StringComparer.Ordinal)
                {
                    ["tissue"] = t.Tile.TissueFraction,
                    ["blank"] = t.Quality.BlankFraction,
                    ["pen"] = t.Quality.PenFraction,
                    ["fold"] = t.Quality.FoldFraction,
                    ["blur um"] = t.Quality.BlurMicrons,
                },
            };
        });
    }

    /// <summary>
    /// Outlines of the nuclei of kept tiles, of the class <c>nucleus</c>, or <c>clump</c> where several touch; with area (square micrometres), circularity and haematoxylin
    /// (optical density). A nucleus belongs to the tile its centre lies in.
    /// </summary>
    /// <param name="slide">The slide.</param>
    /// <param name="review">What was found of it; its tiles must not overlap.</param>
    /// <param name="micronsPerPixel">Scale at which nuclei are looked for; 0.5 by default, a coarser slide's own.</param>
    /// <param name="cancellationToken">Stops between tiles.</param>
    /// <exception cref="SlideFormatException">The slide is damaged in a tile that is kept.</exception>
    public static IEnumerable<SlideAnnotation> Nuclei(ISlide slide, SlideReview review, double micronsPerPixel = 0.5, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(review);
        var scale = slide.ScaleFor(Math.Max(micronsPerPixel, slide.RequireMicronsPerPixel()));
        var margin = (int)Math.Ceiling(Margin / scale.MicronsPerPixel);
        var side = (int)Math.Ceiling(review.TileSize / scale.Downsample) + (2 * margin);
        return Find();

        IEnumerable<SlideAnnotation> Find()
        {
            var reader = new RegionReader(slide, scale, side, side);
            var detector = new NucleusDetector(side, scale.MicronsPerPixel);
            var rgb = new byte[side * side * 3];
            foreach (var tile in review.Tiles.Where(t => t.IsKept).Select(t => t.Tile))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (left, top) = (tile.X - (int)Math.Round(margin * scale.Downsample), tile.Y - (int)Math.Round(margin * scale.Downsample));
                reader.Read(left, top, rgb);
                foreach (var nucleus in detector.Find(rgb))
                {
                    var (x, y) = (left + (nucleus.X * scale.Downsample) - tile.X, top + (nucleus.Y * scale.Downsample) - tile.Y);
                    if (x >= 0 && y >= 0 && x < review.TileSize && y < review.TileSize)
                    {
                        yield return Annotation(nucleus, left, top, scale.Downsample);
                    }
                }
            }
        }
    }

    private static SlideAnnotation Annotation(DetectedNucleus nucleus, double left, double top, double downsample)
    {
        SlidePoint[] Place(IReadOnlyList<SlidePoint> ring) => [.. ring.Select(p => new SlidePoint(left + (p.X * downsample), top + (p.Y * downsample)))];

        return new SlideAnnotation(nucleus.IsClump ? "clump" : "nucleus", [.. nucleus.Outline.Select(p => new SlidePolygon(Place(p.Outer), [.. p.Holes.Select(Place)]))])
        {
            IsDetection = true,
            Measurements = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["area um2"] = nucleus.Area,
                ["circularity"] = nucleus.Circularity,
                ["hematoxylin"] = nucleus.Hematoxylin,
            },
        };
    }

    private static (byte Red, byte Green, byte Blue) ColourOf(TileFaults faults)
    {
        var (_, red, green, blue) = SlideReviewPicture.Colours.First(c => faults.HasFlag(c.Fault));
        return (red, green, blue);
    }
}
