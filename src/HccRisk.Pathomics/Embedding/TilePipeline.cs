using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// The tiles of one slide through decoding, quality, normalisation and inference, overlapped by two bounded channels: filled batches
/// go one way, empty ones back, so memory is that of the batches. Which tiles share a batch depends on the grid alone, never on the pace.
/// </summary>
internal sealed class TilePipeline(OnnxBackbone backbone, SlideEmbedderOptions options, ISlide slide, TissueMask mask, TileGrid grid, ITileTransform? transform)
{
    private readonly int _batchSize = Math.Min(options.BatchSize, backbone.MaxBatch);
    private readonly int _width = backbone.Manifest.Width;
    private readonly int[] _order = TileOrder.Strips(grid);
    private int _nextBatch;
    private int _open;
    private int _done;
    private int _damaged;
    private string? _firstDamage;

    /// <summary>Embeddings, tile after tile; those of rejected tiles are left zero.</summary>
    public float[] Values { get; } = new float[grid.Tiles.Count * backbone.Manifest.Width];

    /// <summary>Handcrafted sums, one a tile.</summary>
    public TileStatistics[] Statistics { get; } = new TileStatistics[grid.Tiles.Count];

    /// <summary>What is known of each tile, and what is wrong with it.</summary>
    public TileQuality[] Quality { get; } = new TileQuality[grid.Tiles.Count];

    /// <summary>Means and spreads of the tiles the backbone was given.</summary>
    public InputStatistics Inputs { get; } = new();

    /// <summary>How many tiles are damaged.</summary>
    public int Damaged => _damaged;

    /// <summary>What is wrong with the first damaged tile that was met; null when none is.</summary>
    public string? FirstDamage => _firstDamage;

    /// <summary>Runs to the end; one of the inferences runs on the calling thread.</summary>
    /// <param name="advance">Told how many tiles were added and how many are done.</param>
    /// <param name="cancellationToken">Stops within a tile.</param>
    public void Run(Action<int, int> advance, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? failure = null;
        var ahead = options.Ahead(_batchSize);
        var batches = Enumerable.Range(0, ahead + options.Decoders + options.Inferences).Select(_ => new TileBatch(backbone, _batchSize)).ToArray();

        // The thread that writes wakes the one that reads by itself: a crowded thread pool must not stand between them.
        var free = Channel.CreateBounded<TileBatch>(new BoundedChannelOptions(batches.Length) { AllowSynchronousContinuations = true });
        var ready = Channel.CreateBounded<TileBatch>(new BoundedChannelOptions(ahead) { AllowSynchronousContinuations = true });
        Array.ForEach(batches, x => free.Writer.TryWrite(x));
        _open = options.Decoders;

        var threads = Enumerable.Range(0, options.Decoders).Select(_ => Start("slide decoder", Decode))
            .Concat(Enumerable.Range(1, options.Inferences - 1).Select(_ => Start("tile inference", Infer)))
            .ToArray();
        Guard(Infer);
        Array.ForEach(threads, x => x.Join());
        Array.ForEach(batches, x => x.Dispose());
        cancellationToken.ThrowIfCancellationRequested();
        failure?.Throw();

        Thread Start(string name, Action work)
        {
            var thread = new Thread(() => Guard(work)) { IsBackground = true, Name = name };
            thread.Start();
            return thread;
        }

        void Guard(Action work)
        {
            try
            {
                work();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The first failure, or the caller, has stopped the others.
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
                stop.Cancel();
            }
        }

        void Decode()
        {
            Fill(free.Reader, ready.Writer, advance, stop.Token);
            if (Interlocked.Decrement(ref _open) == 0)
            {
                ready.Writer.Complete();
            }
        }

        void Infer()
        {
            while (Wait(ready.Reader.WaitToReadAsync(stop.Token)))
            {
                while (ready.Reader.TryRead(out var batch))
                {
                    stop.Token.ThrowIfCancellationRequested();
                    var results = batch.Run();
                    for (var i = 0; i < batch.Count; i++)
                    {
                        RequireFinite(results.Slice(i * _width, _width), grid.Tiles[batch.Order[i]]);
                        results.Slice(i * _width, _width).CopyTo(Values.AsSpan(batch.Order[i] * _width));
                    }

                    var count = batch.Count;
                    free.Writer.TryWrite(batch);
                    Advance(count, advance);
                }
            }
        }
    }

    private void Fill(ChannelReader<TileBatch> free, ChannelWriter<TileBatch> ready, Action<int, int> advance, CancellationToken stop)
    {
        var reader = new TileReader(slide, grid);
        var finder = options.MeasureNuclei ? new NucleusFinder(grid.TilePixels, grid.MicronsPerPixel, options.MeasureMorphometry) : null;
        var meter = options.Quality is { } limits ? new TileQualityMeter(grid.TilePixels, grid.MicronsPerPixel, limits, mask.Inks) : null;
        var rgb = new byte[grid.TilePixels * grid.TilePixels * 3];
        TileBatch? batch = null;
        while (true)
        {
            // A batch is claimed after its buffer, so that of two decoders the one with the earlier tiles never waits for the other.
            batch ??= Wait(free.ReadAsync(stop));
            var first = (Interlocked.Increment(ref _nextBatch) - 1) * _batchSize;
            if (first >= grid.Tiles.Count)
            {
                return;
            }

            batch.Clear();
            var end = Math.Min(grid.Tiles.Count, first + _batchSize);
            for (var place = first; place < end; place++)
            {
                stop.ThrowIfCancellationRequested();
                var i = _order[place];
                var tile = grid.Tiles[i];
                if (!TryRead(reader, tile, rgb))
                {
                    Quality[i] = new TileQuality { Faults = TileFaults.Damaged };
                    continue;
                }

                Quality[i] = meter?.Measure(rgb, mask.FoldFractionIn(tile.X, tile.Y, grid.TileSize, grid.TileSize)) ?? default;
                if (Quality[i].Faults == TileFaults.None)
                {
                    transform?.Apply(rgb);
                    Inputs.Add(rgb);
                    Statistics[i] = finder?.Measure(rgb) ?? default;
                    batch.Add(i, rgb);
                }
            }

            var rejected = end - first - batch.Count;
            if (batch.Count > 0)
            {
                Wait(ready.WriteAsync(batch, stop));
                batch = null;
            }

            if (rejected > 0)
            {
                Advance(rejected, advance);
            }
        }
    }

    /// <summary>Reads a tile; one that is damaged counts, up to what the options allow.</summary>
    private bool TryRead(TileReader reader, Tile tile, byte[] rgb)
    {
        try
        {
            reader.Read(tile, rgb);
            return true;
        }
        catch (SlideFormatException error) when (error.Place is not null)
        {
            Interlocked.CompareExchange(ref _firstDamage, error.Message, null);
            return Interlocked.Increment(ref _damaged) <= options.MaxDamagedFraction * grid.Tiles.Count
                ? false
                : throw new SlideFormatException(FormattableString.Invariant(
                    $"More than {options.MaxDamagedFraction:P1} of the {grid.Tiles.Count} tiles of slide '{slide.Path}' with tissue are damaged; the first: {_firstDamage}"), error);
        }
    }

    private void RequireFinite(ReadOnlySpan<float> values, Tile tile)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"Backbone '{backbone.Manifest.Name}' gives {values[i]} for output {i} of the tile at x {tile.X}, y {tile.Y} of slide '{slide.Path}': no embedding. Check the network and its preprocessing."));
            }
        }
    }

    private void Advance(int added, Action<int, int> advance) => advance(added, Interlocked.Add(ref _done, added));

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private static void Wait(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }
}
