using System.Diagnostics;
using System.Globalization;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Benchmarks.Pathomics;

/// <summary>
/// The side of benchmarks/pathomics that times: slide to embeddings against the bare session, in turns within one process so that what else
/// the machine does falls on both; and the memory of one slide.
/// </summary>
internal static class PathomicsPace
{
    private const int Rounds = 7;
    private const int Tiles = 150;

    /// <summary>pathomics-slide FILE SIDE | pathomics-pace SLIDE [MODEL] | pathomics-memory SLIDE.</summary>
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["pathomics-slide", var file, var side]:
                var pixels = int.Parse(side, CultureInfo.InvariantCulture);
                SyntheticSlide.Write(file, pixels, pixels);
                return 0;
            case ["pathomics-pace", var slide]:
                using (var scattering = OnnxBackbone.CreateDefault())
                {
                    Time(slide, scattering);
                }

                return 0;
            case ["pathomics-pace", var slide, var model]:
                using (var network = OnnxBackbone.Load(model))
                {
                    Time(slide, network);
                }

                return 0;
            case ["pathomics-memory", var slide]:
                Remember(slide);
                return 0;
            default:
                Console.Error.WriteLine("pathomics-slide FILE SIDE | pathomics-pace SLIDE [MODEL] | pathomics-memory SLIDE");
                return 2;
        }
    }

    private static void Time(string slide, OnnxBackbone backbone)
    {
        (string What, SlideEmbedderOptions Options)[] cases =
        [
            ("batch 1", new() { MeasureNuclei = false }),
            ("batch 8", new() { MeasureNuclei = false, BatchSize = 8 }),
            ("batch 1, Macenko", new() { MeasureNuclei = false, Normalisation = new SlideNormalisation() }),
            ("batch 1, nuclei", new()),
            ("batch 1, two inferences", new() { MeasureNuclei = false, Inferences = 2 }),
        ];
        foreach (var (what, given) in cases.Where(x => x.Options.BatchSize <= backbone.MaxBatch))
        {
            var options = given with { Tiling = new TileOptions { MaxTiles = Tiles } };
            var embedder = new SlideEmbedder(backbone, options);
            var count = embedder.Embed(slide).Grid.Tiles.Count;
            var rgb = new byte[backbone.Manifest.TilePixels * backbone.Manifest.TilePixels * 3];
            new Random(1).NextBytes(rgb);
            Raw(backbone, options, rgb, count);
            var raw = new double[Rounds];
            var whole = new double[Rounds];
            var processor = new double[Rounds];
            for (var i = 0; i < Rounds; i++)
            {
                (raw[i], var bare) = Measure(() => Raw(backbone, options, rgb, count));
                (_, var prepared) = Measure(() => Prepare(slide, backbone, options));
                (whole[i], var all) = Measure(() => embedder.Embed(slide));
                processor[i] = all / (bare + prepared);
            }

            // The machine drifts between rounds, less so within one.
            var share = Median([.. raw.Zip(whole, (r, w) => r / w)]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {backbone.Manifest.Name} | {what} | {1000 * Median(raw) / count * options.Inferences:0.0} | {count / Median(raw):0.0} | {count / Median(whole):0.0} | {share:P0} | {Median(processor):0.00} |"));
        }
    }

    /// <summary>The session over batches that are in memory, filled once.</summary>
    private static void Raw(OnnxBackbone backbone, SlideEmbedderOptions options, byte[] rgb, int count)
    {
        var size = Math.Min(options.BatchSize, backbone.MaxBatch);
        var batches = (count + size - 1) / size;
        var next = 0;
        var threads = Enumerable.Range(0, options.Inferences).Select(_ => new Thread(() =>
        {
            using var batch = new TileBatch(backbone, size);
            for (var i = 0; i < size; i++)
            {
                batch.Add(i, rgb);
            }

            while (Interlocked.Increment(ref next) <= batches)
            {
                batch.Run();
            }
        })).ToArray();
        Array.ForEach(threads, x => x.Start());
        Array.ForEach(threads, x => x.Join());
    }

    /// <summary>All but the inference, on one thread: tissue, decoding, quality, stain, nuclei and the network's input.</summary>
    private static void Prepare(string path, OnnxBackbone backbone, SlideEmbedderOptions options)
    {
        using var slide = SlideEmbedder.Open(new SlideInput(path), options);
        var grid = SlideEmbedder.Plan(slide, backbone.Manifest, options, out var mask, CancellationToken.None);
        var transform = options.Normalisation is { } normalisation ? SlideEmbedder.Sample(slide, grid, normalisation, out _) : null;
        var meter = options.Quality is { } limits ? new TileQualityMeter(grid.TilePixels, grid.MicronsPerPixel, limits, mask.Inks) : null;
        var finder = options.MeasureNuclei ? new NucleusFinder(grid.TilePixels, grid.MicronsPerPixel, options.MeasureMorphometry) : null;
        var reader = new TileReader(slide, grid);
        var rgb = new byte[grid.TilePixels * grid.TilePixels * 3];
        using var batch = new TileBatch(backbone, 1);
        foreach (var i in TileOrder.Strips(grid))
        {
            var tile = grid.Tiles[i];
            reader.Read(tile, rgb);
            meter?.Measure(rgb, mask.FoldFractionIn(tile.X, tile.Y, grid.TileSize, grid.TileSize));
            transform?.Apply(rgb);
            finder?.Measure(rgb);
            batch.Clear();
            batch.Add(i, rgb);
        }
    }

    private static void Remember(string slide)
    {
        using var backbone = OnnxBackbone.CreateDefault();
        var embedder = new SlideEmbedder(backbone);
        var folder = Directory.CreateTempSubdirectory("hccrisk-memory-");
        try
        {
            var clock = Stopwatch.StartNew();
            var store = TileStore.OpenOrCreate(folder.FullName, embedder);
            store.Embed(embedder, [slide]);
            var seconds = clock.Elapsed.TotalSeconds;
            using var process = Process.GetCurrentProcess();
            var tiles = store.Read(store.SlideNames[0]).Grid.Tiles.Count;
            using var opened = SlideFile.Open(slide);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {opened.Levels[0].Width} x {opened.Levels[0].Height} | {tiles} | {seconds:0.0} | {process.PeakWorkingSet64 / 1e6:0} |"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Seconds by the clock and of all processors.</summary>
    private static (double Clock, double Processor) Measure(Action work)
    {
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        work();
        return (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
