using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HccRisk.Core.Slides;
using HccRisk.Features.Pathomics.Nuclei;
using HccRisk.Features.Pathomics.Tiling;
using HccRisk.Features.Pathomics.Tissue;

namespace HccRisk.Features.Pathomics.Embedding;

/// <summary>
/// Slides to tile embeddings: one thread finds tissue, decodes, shrinks and measures tiles ahead while the calling thread runs the
/// backbone. Tiles are read once. One embedder serves several slides at once on one session; the numbers never depend on threads.
/// </summary>
public sealed class SlideEmbedder
{
    private readonly OnnxBackbone _backbone;
    private readonly SlideEmbedderOptions _options;

    /// <summary>Creates an embedder.</summary>
    /// <param name="backbone">The tile encoder; the caller disposes it.</param>
    /// <param name="options">How; null for the defaults.</param>
    public SlideEmbedder(OnnxBackbone backbone, SlideEmbedderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        _backbone = backbone;
        _options = options ?? new SlideEmbedderOptions();
        _options.Validate();
    }

    /// <summary>Embeds a slide file.</summary>
    /// <param name="path">Path of the slide.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    /// <exception cref="SlideFormatException">The slide is unreadable.</exception>
    /// <exception cref="SlideResolutionException">The slide does not state its resolution, or is too coarse.</exception>
    /// <exception cref="NoTissueException">No tile has enough tissue.</exception>
    public SlideEmbedding Embed(string path, CancellationToken cancellationToken = default)
    {
        using var slide = SlideFile.Open(path, new SlideOpenOptions { MicronsPerPixel = _options.MicronsPerPixel });
        return Embed(slide, cancellationToken);
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
    /// <exception cref="NoTissueException">No tile has enough tissue.</exception>
    public SlideEmbedding Embed(ISlide slide, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(slide);
        var manifest = _backbone.Manifest;
        var mask = TissueSegmenter.Segment(slide, _options.Tissue, cancellationToken);
        var grid = TileGrid.Plan(slide, mask, manifest.TilePixels, manifest.MicronsPerPixel, _options.Tiling);
        if (grid.Tiles.Count == 0)
        {
            throw new NoTissueException(FormattableString.Invariant(
                $"Slide '{slide.Path}' has no tile of {grid.TileSize:0.#} level-0 pixels with {_options.Tiling.MinTissueFraction:P0} tissue: {mask.Fraction:P1} of it is tissue, {mask.PenFraction:P1} has a pen's colour."));
        }

        var values = new float[grid.Tiles.Count * manifest.Width];
        var statistics = new TileStatistics[grid.Tiles.Count];
        Run(slide, grid, values, statistics, cancellationToken);
        return new SlideEmbedding(slide.Path, grid, mask.Fraction, manifest.Width, values, statistics);
    }

    private void Run(ISlide slide, TileGrid grid, float[] values, TileStatistics[] statistics, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var free = new BlockingCollection<TileBatch>();
        using var ready = new BlockingCollection<TileBatch>(_options.BatchesAhead);
        var batches = Enumerable.Range(0, _options.BatchesAhead + 1).Select(_ => new TileBatch(_backbone, Math.Min(_options.BatchSize, _backbone.MaxBatch))).ToArray();
        ExceptionDispatchInfo? failure = null;
        Array.ForEach(batches, free.Add);
        var decoder = new Thread(() =>
        {
            try
            {
                Decode(slide, grid, statistics, free, ready, stop.Token);
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }

            ready.CompleteAdding();
        })
        { IsBackground = true, Name = "slide decoder" };
        decoder.Start();
        try
        {
            foreach (var batch in ready.GetConsumingEnumerable(stop.Token))
            {
                var results = batch.Run();
                for (var i = 0; i < batch.Count; i++)
                {
                    results.Slice(i * _backbone.Manifest.Width, _backbone.Manifest.Width).CopyTo(values.AsSpan(batch.Order[i] * _backbone.Manifest.Width));
                }

                free.Add(batch, stop.Token);
            }
        }
        finally
        {
            // After a failure on either side the other one must not wait; after success this changes nothing.
            stop.Cancel();
            decoder.Join();
            Array.ForEach(batches, x => x.Dispose());
        }

        cancellationToken.ThrowIfCancellationRequested();
        failure?.Throw();
    }

    private void Decode(
        ISlide slide, TileGrid grid, TileStatistics[] statistics, BlockingCollection<TileBatch> free, BlockingCollection<TileBatch> ready, CancellationToken stop)
    {
        var reader = new TileReader(slide, grid);
        var finder = new NucleusFinder(grid.TilePixels, grid.MicronsPerPixel);
        var rgb = new byte[grid.TilePixels * grid.TilePixels * 3];
        TileBatch? batch = null;
        for (var i = 0; i < grid.Tiles.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            reader.Read(grid.Tiles[i], rgb);
            statistics[i] = finder.Measure(rgb);
            if (batch is null)
            {
                batch = free.Take(stop);
                batch.Clear();
            }

            batch.Add(i, rgb);
            if (batch.IsFull || i == grid.Tiles.Count - 1)
            {
                ready.Add(batch, stop);
                batch = null;
            }
        }
    }
}
