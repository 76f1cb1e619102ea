using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// Slides to tile embeddings: threads of their own decode, measure and normalise tiles ahead while the calling thread runs the
/// backbone. Tiles are read once, but for a few from which a slide's stain is found. One embedder serves several slides at once on one
/// session; the numbers never depend on threads.
/// </summary>
public sealed class SlideEmbedder
{
    /// <summary>Raised whenever the same slide and options would give other numbers than before.</summary>
    private const int AlgorithmVersion = 5;

    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Creates an embedder.</summary>
    /// <param name="backbone">The tile encoder; the caller disposes it.</param>
    /// <param name="options">How; null for the defaults.</param>
    public SlideEmbedder(OnnxBackbone backbone, SlideEmbedderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        Backbone = backbone;
        Options = options ?? new SlideEmbedderOptions();
        Options.Validate();

        // What only sets the pace is left out: it does not change a number.
        Fingerprint = $"tiles/{AlgorithmVersion} backbone={backbone.Manifest.Name} sha256={backbone.Sha256} "
            + $"manifest={JsonSerializer.Serialize(backbone.Manifest)} options={JsonSerializer.Serialize(Options.WithoutPace(), Json)}";
    }

    /// <summary>The tile encoder.</summary>
    public OnnxBackbone Backbone { get; }

    /// <summary>How slides become embeddings.</summary>
    public SlideEmbedderOptions Options { get; }

    /// <summary>
    /// Everything the numbers depend on besides the slide: algorithm version, options, the backbone's manifest and its hash. Equal text, equal numbers.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Embeds a slide file.</summary>
    /// <param name="path">Path of the slide.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="SlideFormatException">The slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is too coarse.</exception>
    /// <exception cref="NoTissueException">No tile has enough tissue, or none is good enough.</exception>
    public SlideEmbedding Embed(string path, CancellationToken cancellationToken) => Embed(path, progress: null, cancellationToken);

    /// <summary>Embeds a slide file and tells how far it is.</summary>
    /// <param name="path">Path of the slide.</param>
    /// <param name="progress">Told the pace and the time left; null for nobody.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="SlideFormatException">The slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is too coarse.</exception>
    /// <exception cref="NoTissueException">No tile has enough tissue, or none is good enough.</exception>
    public SlideEmbedding Embed(string path, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        return Embed(new SlideInput(path), progress, cancellationToken);
    }

    /// <summary>Embeds a slide file for which a scale and an annotation may be given, and tells how far it is.</summary>
    /// <param name="slide">The slide, and where on it tiles are taken; its scale goes before <see cref="SlideEmbedderOptions.MicronsPerPixel"/>, and that before the file's.</param>
    /// <param name="progress">Told the pace and the time left; null for nobody.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="SlideFormatException">The slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">The slide has no known resolution, or is too coarse.</exception>
    /// <exception cref="NoTissueException">No tile has enough tissue, or none is good enough.</exception>
    public SlideEmbedding Embed(SlideInput slide, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var opened = Open(slide, Options);
        return Embed(opened, slide.Annotation, progress, cancellationToken);
    }

    /// <summary>Embeds a slide file without holding the calling thread.</summary>
    /// <inheritdoc cref="Embed(string, CancellationToken)"/>
    public Task<SlideEmbedding> EmbedAsync(string path, CancellationToken cancellationToken = default) =>
        Task.Run(() => Embed(path, cancellationToken), cancellationToken);

    /// <summary>Embeds an open slide, at the resolution it states.</summary>
    /// <param name="slide">The slide; the caller disposes it.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="SlideFormatException">The slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is too coarse.</exception>
    /// <exception cref="NoTissueException">No tile has enough tissue, or none is good enough.</exception>
    public SlideEmbedding Embed(ISlide slide, CancellationToken cancellationToken) => Embed(slide, progress: null, cancellationToken);

    /// <summary>Embeds an open slide and tells how far it is.</summary>
    /// <param name="slide">The slide; the caller disposes it.</param>
    /// <param name="progress">Told the pace and the time left; null for nobody.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="SlideFormatException">The slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is too coarse.</exception>
    /// <exception cref="NoTissueException">No tile has enough tissue, or none is good enough.</exception>
    public SlideEmbedding Embed(ISlide slide, IProgress<EmbeddingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        return Embed(slide, annotation: null, progress, cancellationToken);
    }

    private SlideEmbedding Embed(ISlide slide, GivenAnnotation? annotation, IProgress<EmbeddingProgress>? progress, CancellationToken cancellationToken)
    {
        var counter = new EmbeddingCounter(1, progress);
        var embedding = Run(slide, annotation, counter, cancellationToken);
        counter.Finished(slide.Path, embedding.Grid.Tiles.Count + embedding.RejectedTiles + embedding.DamagedTiles, excluded: false);
        return embedding;
    }

    /// <summary>Embeds a slide as one of several that are counted together.</summary>
    internal SlideEmbedding Embed(SlideInput slide, EmbeddingCounter counter, CancellationToken cancellationToken)
    {
        using var opened = Open(slide, Options);
        return Run(opened, slide.Annotation, counter, cancellationToken);
    }

    /// <summary>Opens a slide at the scale that is given for it, or for all.</summary>
    internal static ISlide Open(SlideInput slide, SlideEmbedderOptions options)
    {
        ArgumentNullException.ThrowIfNull(slide);
        return SlideFile.Open(slide.Path, slide.Scale switch
        {
            null => new SlideOpenOptions { MicronsPerPixel = options.MicronsPerPixel, ObjectivePower = options.ObjectivePower },
            { ObjectivePower: { } power } => new SlideOpenOptions { ObjectivePower = power },
            var scale => new SlideOpenOptions { MicronsPerPixel = scale.MicronsPerPixel },
        });
    }

    /// <summary>The tiles with tissue, at least one.</summary>
    /// <exception cref="NoTissueException">No tile has enough tissue.</exception>
    internal static TileGrid Plan(ISlide slide, BackboneManifest manifest, SlideEmbedderOptions options, out TissueMask mask, CancellationToken cancellationToken) =>
        Plan(slide, manifest, options, null, out mask, out _, cancellationToken);

    /// <summary>The tiles with tissue within an annotation, at least one.</summary>
    /// <exception cref="NoTissueException">No tile has enough tissue.</exception>
    private static TileGrid Plan(
        ISlide slide, BackboneManifest manifest, SlideEmbedderOptions options, GivenAnnotation? annotation, out TissueMask mask, out string? warning, CancellationToken cancellationToken)
    {
        var area = annotation is null ? null : SlideArea.Read(annotation, slide);
        var whole = TissueSegmenter.Segment(slide, options.Tissue, options.MaxDamagedFraction, cancellationToken);
        mask = area is null ? whole : whole.Within(area.Polygons);
        warning = area?.WarningOf(slide, whole);
        var grid = TileGrid.Plan(slide, mask, manifest.TilePixels, manifest.MicronsPerPixel, options.Tiling);
        return grid.Tiles.Count > 0 ? grid : throw new NoTissueException(area is not null && whole.Fraction > 0
            ? FormattableString.Invariant($"Slide '{slide.Path}' has no tile of {grid.TileSize:0.#} level-0 pixels with {options.Tiling.MinTissueFraction:P0} tissue within its annotation. {area.Explain(slide, whole, grid.TileSize)}")
            : whole.IsColourless
            ? $"Slide '{slide.Path}' has no colour: red, green and blue are the same in all of it. It is fluorescence, or a scan without colour, stored as RGB, not haematoxylin and eosin."
            : FormattableString.Invariant($"Slide '{slide.Path}' has no tile of {grid.TileSize:0.#} level-0 pixels with {options.Tiling.MinTissueFraction:P0} tissue: {mask.Fraction:P1} of it is tissue, {mask.PenFraction:P1} has a pen's colour."));
    }

    private SlideEmbedding Run(ISlide slide, GivenAnnotation? annotation, EmbeddingCounter counter, CancellationToken cancellationToken)
    {
        var manifest = Backbone.Manifest;
        var grid = Plan(slide, manifest, Options, annotation, out var mask, out var outside, cancellationToken);
        var total = grid.Tiles.Count;
        TileTransformOutcome? outcome = null;
        var transform = Options.Normalisation is { } normalisation ? Sample(slide, grid, normalisation, out outcome) : null;
        var pipeline = new TilePipeline(Backbone, Options, slide, mask, grid, transform);
        pipeline.Run((added, done) => counter.Advance(slide.Path, added, done, total), cancellationToken);
        int[] kept = [.. Enumerable.Range(0, total).Where(i => pipeline.Quality[i].Faults == TileFaults.None)];
        if (kept.Length == 0)
        {
            var faults = pipeline.Quality.GroupBy(x => x.Faults).OrderByDescending(x => x.Count()).ThenBy(x => x.Key).Select(x => $"{x.Count()} {x.Key}");
            throw new NoTissueException($"Slide '{slide.Path}' has no tile that is good enough: of {total} with tissue {string.Join(", ", faults)}.");
        }

        JudgedTile[] judged = [.. grid.Tiles.Zip(pipeline.Quality, (tile, quality) => new JudgedTile(tile, quality))];
        var (values, statistics) = (pipeline.Values, pipeline.Statistics);
        if (kept.Length < total)
        {
            grid = grid.WithTiles([.. kept.Select(i => grid.Tiles[i])]);
            statistics = [.. kept.Select(i => statistics[i])];
            for (var k = 0; k < kept.Length; k++)
            {
                values.AsSpan(kept[k] * manifest.Width, manifest.Width).CopyTo(values.AsSpan(k * manifest.Width));
            }

            values = values[..(kept.Length * manifest.Width)];
        }

        List<string> warnings = ScaleCheck.WarningOf(slide) is { } contradiction ? [contradiction] : [];
        if (outside is not null)
        {
            warnings.Add(outside);
        }

        if (pipeline.FirstDamage is { } damage)
        {
            warnings.Add(FormattableString.Invariant($"{pipeline.Damaged} of {total} tiles with tissue are damaged and left out; the first: {damage}"));
        }

        if (pipeline.Inputs.Compare(manifest) is { } unlike)
        {
            warnings.Add(unlike);
        }

        return new SlideEmbedding(slide.Path, grid, mask.Fraction, manifest.Width, values, statistics)
        {
            Judged = judged,
            RejectedTiles = total - kept.Length - pipeline.Damaged,
            DamagedTiles = pipeline.Damaged,
            Warnings = warnings,
            Normalisation = outcome,
            SlideMicronsPerPixel = slide.MicronsPerPixel,
            ScaleSource = slide.Source.Resolution,
        };
    }

    /// <summary>The transform of a slide's tiles, found from some of them.</summary>
    internal static ITileTransform? Sample(ISlide slide, TileGrid grid, SlideNormalisation normalisation, out TileTransformOutcome? outcome)
    {
        var count = Math.Min(normalisation.SampleTiles, grid.Tiles.Count);
        var bytes = grid.TilePixels * grid.TilePixels * 3;
        var rgb = new byte[count * bytes];
        var reader = new TileReader(slide, grid);
        var taken = 0;
        for (var i = 0; i < count; i++)
        {
            try
            {
                reader.Read(grid.Tiles[(int)(((2L * i) + 1) * grid.Tiles.Count / (2L * count))], rgb.AsSpan(taken * bytes, bytes));
                taken++;
            }
            catch (SlideFormatException error) when (error.Place is not null)
            {
                // It is counted when it is its turn.
            }
        }

        var transform = normalisation.ForSlide(rgb.AsSpan(0, taken * bytes), out var found);
        outcome = found;
        return transform;
    }
}
