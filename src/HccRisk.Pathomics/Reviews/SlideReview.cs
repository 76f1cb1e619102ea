using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Reviews;

/// <summary>A slide looked through: its tissue, pen marks and folds, how it is stained, and which tiles are kept and why others are not.</summary>
public sealed class SlideReview
{
    private static readonly double[] Density = [.. Enumerable.Range(0, 256).Select(v => StainMatrix.OpticalDensity((byte)v))];

    private SlideReview(SlideImage overview, TissueMask tissue, IReadOnlyList<JudgedTile> tiles, double tileSize)
    {
        (Overview, Tissue, Tiles, TileSize) = (overview, tissue, tiles, tileSize);
        (Hematoxylin, Eosin) = Stains(overview, tissue);
    }

    /// <summary>The slide at the scale tissue was found at.</summary>
    public SlideImage Overview { get; }

    /// <summary>Where tissue, ink and folds are.</summary>
    public TissueMask Tissue { get; }

    /// <summary>The tiles that were judged, row by row; empty where there is no tissue.</summary>
    public IReadOnlyList<JudgedTile> Tiles { get; }

    /// <summary>Side of a tile, level-0 pixels.</summary>
    public double TileSize { get; }

    /// <summary>The outlines within which tiles were taken; null when it was all of the slide.</summary>
    public SlideArea? Area { get; private init; }

    /// <summary>Mean haematoxylin of the tissue by colour deconvolution, optical density (log10); NaN without tissue.</summary>
    public double Hematoxylin { get; }

    /// <summary>Mean eosin of the tissue, likewise.</summary>
    public double Eosin { get; }

    /// <summary>Finds tissue and judges tiles.</summary>
    /// <param name="slide">The slide; it must state its micrometres per pixel.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="area">Where tiles are taken; null for all of the slide.</param>
    /// <param name="cancellationToken">Stops between tiles.</param>
    /// <exception cref="SlideResolutionException">The slide does not state its micrometres per pixel.</exception>
    /// <exception cref="SlideFormatException">The slide cannot be read. A damaged tile is a tile that is not kept.</exception>
    public static SlideReview Of(ISlide slide, SlideReviewOptions? options = null, SlideArea? area = null, CancellationToken cancellationToken = default)
    {
        options ??= new SlideReviewOptions();
        options.Validate();
        var (overview, tissue) = Look(slide, options, cancellationToken);
        var grid = TileGrid.Plan(slide, area is null ? tissue : tissue.Within(area.Polygons), options.TilePixels, Math.Max(options.MicronsPerPixel, slide.RequireMicronsPerPixel()), options.Tiling);
        var meter = new TileQualityMeter(grid.TilePixels, grid.MicronsPerPixel, options.Quality, tissue.Inks);
        var reader = new TileReader(slide, grid);
        var rgb = new byte[grid.TilePixels * grid.TilePixels * 3];
        var tiles = new JudgedTile[grid.Tiles.Count];
        for (var i = 0; i < tiles.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tiles[i] = new JudgedTile(grid.Tiles[i], Judge(grid.Tiles[i]));
        }

        return new SlideReview(overview, tissue, tiles, grid.TileSize) { Area = area };

        TileQuality Judge(Tile tile)
        {
            try
            {
                reader.Read(tile, rgb);
                return meter.Measure(rgb, tissue.FoldFractionIn(tile.X, tile.Y, grid.TileSize, grid.TileSize));
            }
            catch (SlideFormatException error) when (error.Place is not null)
            {
                return new TileQuality { Faults = TileFaults.Damaged };
            }
        }
    }

    /// <summary>Finds tissue and takes what was said of the tiles when they were embedded.</summary>
    /// <param name="slide">The slide; it must state its micrometres per pixel.</param>
    /// <param name="tiles">The tiles.</param>
    /// <param name="options">How tissue is found; null for the defaults.</param>
    /// <param name="area">Where the tiles were taken; null for all of the slide.</param>
    /// <param name="cancellationToken">Stops between bands of rows.</param>
    /// <exception cref="SlideResolutionException">The slide does not state its micrometres per pixel.</exception>
    /// <exception cref="SlideFormatException">The slide cannot be read.</exception>
    public static SlideReview Of(ISlide slide, JudgedTiles tiles, SlideReviewOptions? options = null, SlideArea? area = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        options ??= new SlideReviewOptions();
        options.Validate();
        var (overview, tissue) = Look(slide, options, cancellationToken);
        return new SlideReview(overview, tissue, tiles.Tiles, tiles.TileSize) { Area = area };
    }

    private static (SlideImage Overview, TissueMask Tissue) Look(ISlide slide, SlideReviewOptions options, CancellationToken cancellationToken)
    {
        var mpp = slide.RequireMicronsPerPixel();

        // However much of it is damaged, what is left is shown.
        var overview = slide.ReadOverview(Math.Max(1, options.Tissue.MicronsPerPixel / mpp), 1, cancellationToken);
        return (overview.Picture, TissueSegmenter.Segment(overview, mpp * overview.Picture.Downsample, options.Tissue));
    }

    private static (double Hematoxylin, double Eosin) Stains(SlideImage picture, TissueMask tissue)
    {
        var (first, second, count) = (0.0, 0.0, 0);
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            if (tissue[i % picture.Width, i / picture.Width])
            {
                var rgb = picture.Rgb.AsSpan(i * 3, 3);
                var (h, e) = StainMatrix.HematoxylinEosin.Unmix(Density[rgb[0]], Density[rgb[1]], Density[rgb[2]]);
                (first, second, count) = (first + h, second + e, count + 1);
            }
        }

        return (first / count, second / count);
    }
}
