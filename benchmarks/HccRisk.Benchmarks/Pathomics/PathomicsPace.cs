using System.Diagnostics;
using System.Globalization;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Stores;
using HccRisk.Pathomics.Tiling;

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
            for (var i = 0; i < Rounds; i++)
            {
                raw[i] = Seconds(() => Raw(backbone, options, rgb, count));
                whole[i] = Seconds(() => embedder.Embed(slide));
            }

            // The machine drifts between rounds, less so within one.
            var share = Median([.. raw.Zip(whole, (r, w) => r / w)]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {backbone.Manifest.Name} | {what} | {1000 * Median(raw) / count * options.Inferences:0.0} | {count / Median(raw):0.0} | {count / Median(whole):0.0} | {share:P0} |"));
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

    private static double Seconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
