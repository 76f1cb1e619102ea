using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Mil;
using HccRisk.Mil.Catalog;
using HccRisk.Mil.Comparison;
using HccRisk.Mil.Tests.Catalog;
using HccRisk.Oracles;
using HccRisk.Pathomics.Catalog;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Heatmaps;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;
using HccRisk.Studies.Synthetic;
using HccRisk.Survival.CrossValidation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Benchmarks.Mil;

/// <summary>Mean pooling, prototypes and attention on the same folds: of a cohort of yours, or of simulated patients whose risk is written on their tiles in a known way.</summary>
internal static class MilContest
{
    private const int Patients = 300;
    private const int Tiles = 100;
    private const int Width = 32;
    private const int Kinds = 6;

    /// <summary>
    /// mil-contest TABLE.csv STORE: a table with columns Slide, Time, Event and PatientId, and a folder of tiles; synthetic PATIENTS FOLDER: the synthetic
    /// study's patients and slides, with a picture of what the tiles of one say; without them the simulation.
    /// </summary>
    public static int Run(string[] args)
    {
        var ml = new MLContext(seed: 1);
        Console.WriteLine("| risk is in | model | C (95 % CI) | less mean pooling | less prototypes | winner |");
        Console.WriteLine("|---|---|---|---|---|---|");
        if (args is [_, "synthetic", var patients, var cohort])
        {
            Synthetic(ml, int.Parse(patients, CultureInfo.InvariantCulture), cohort);
            return 0;
        }

        if (args is [_, var table, var store])
        {
            var data = ml.Data.LoadFromTextFile<Row>(table, separatorChar: ',', hasHeader: true, allowQuoting: true);
            Print(Path.GetFileName(table), ml.Survival.CompareSlideModels(data, new SlideModelOptions { Mil = new AttentionMilTrainerOptions { TileStore = store } }));
            return 0;
        }

        foreach (var truth in (string[])["all tiles", "the share of a kind of tissue", "one tile of a hundred", "nothing"])
        {
            using var folder = new TemporaryFolder();
            var data = ml.Data.LoadFromEnumerable(Simulate(truth, folder));

            // Smaller than the defaults, for 32 numbers a tile.
            var options = new SlideModelOptions
            {
                Mil = new AttentionMilTrainerOptions { Mil = new AttentionMilOptions { Hidden = 16, Members = 3, Epochs = 150 } },
                Prototypes = new PrototypeOptions { Prototypes = 8, Components = 16 },
                CrossValidation = new CrossValidationOptions { Horizons = [12] },
            };
            Print(truth, ml.Survival.CompareSlideModels(data, options));
        }

        return 0;
    }

    private static void Synthetic(MLContext ml, int patients, string folder)
    {
        var files = SyntheticCohort.Generate(folder, new SyntheticOptions { Development = patients, External = 20, MriMatrix = 48, MriSlices = 24, SlidePixels = 1024 });
        var cohort = Cohort.Load(files.ClinicalCsv, CohortSchema.Hcc, files.ManifestCsv);
        using var backbone = OnnxBackbone.CreateDefault();
        var embedder = new SlideEmbedder(backbone);
        var store = TileStore.OpenOrCreate(Path.Combine(folder, "tiles"), embedder);
        Row[] rows = [.. cohort.Patients.Select(p => new Row
        {
            PatientId = p.Id,
            Slide = p.FilesOf(PatientFileKind.Slide).First().Path,
            Time = (float)p.Outcome!.Value.Time,
            Event = p.Outcome.Value.Event,
        })];
        _ = store.Embed(embedder, [.. rows.Select(r => r.Slide)]);
        var mil = new AttentionMilTrainerOptions { TileStore = store.Folder, BadFiles = BadFilePolicy.Missing };
        var data = ml.Data.LoadFromEnumerable(rows);
        Print(FormattableString.Invariant($"synthetic slides, {rows.Length} patients, scattering"), ml.Survival.CompareSlideModels(data, new SlideModelOptions { Mil = mil }));

        var model = ml.Survival.Trainers.AttentionMil(mil).Fit(data);
        var worst = rows.Zip(model.Transform(data).GetColumn<float>("Score")).Where(r => !float.IsNaN(r.Second)).MaxBy(r => r.Second).First;
        using var slide = SlideFile.Open(worst.Slide);
        SlideHeatmap.WritePng(Path.Combine(folder, "risk.png"), slide, model.Function.Contributions([store.Find(worst.Slide)!])[0]);
    }

    private static void Print(string truth, SlideModelComparison result)
    {
        foreach (var (name, validated) in result.Models)
        {
            string Less(string other) => result.Contrasts.FirstOrDefault(c => c.First == name && c.Second == other)?.Concordance.Difference is { } d
                ? string.Create(CultureInfo.InvariantCulture, $"{d.Value:+0.000;-0.000} ({d.Lower:0.000} to {d.Upper:0.000})") : string.Empty;
            var c = validated.Metrics.Concordance;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {truth} | {name} | {c.Value:0.000} ({c.Lower:0.000}-{c.Upper:0.000}) | {Less(SlideModelComparison.MeanPooling)} | {Less(SlideModelComparison.Prototypes)} | {(result.Winner == name ? "yes" : string.Empty)} |"));
        }
    }

    private static List<Row> Simulate(string truth, TemporaryFolder folder)
    {
        var random = new Random(11);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] Direction(double length)
        {
            double[] draws = [.. Enumerable.Range(0, Width).Select(_ => Normal())];
            var norm = Math.Sqrt(draws.Sum(d => d * d));
            return Array.ConvertAll(draws, d => length * d / norm);
        }

        var kinds = Enumerable.Range(0, Kinds).Select(_ => Direction(5)).ToArray();
        var signal = Direction(1);
        List<Row> rows = [];
        for (var i = 0; i < Patients; i++)
        {
            var risk = Normal();
            var share = 1 / (1 + Math.Exp(1.5 - (truth.StartsWith("the share", StringComparison.Ordinal) ? risk : Normal())));
            var values = new float[Tiles * Width];
            for (var t = 0; t < Tiles; t++)
            {
                var kind = random.NextDouble() < share ? 0 : 1 + random.Next(Kinds - 1);
                var shift = truth == "all tiles" ? 0.5 * risk : truth.StartsWith("one", StringComparison.Ordinal) && t == 0 && risk > 0 ? 9 : 0;
                for (var j = 0; j < Width; j++)
                {
                    values[(t * Width) + j] = (float)(kinds[kind][j] + (shift * signal[j]) + Normal());
                }
            }

            var log = truth.StartsWith("one", StringComparison.Ordinal) ? (risk > 0 ? 0.8 : -0.8) : truth == "nothing" ? 0 : 0.8 * risk;
            var time = -40 * Math.Log(1 - random.NextDouble()) * Math.Exp(-log);
            var censored = 12 + (36 * random.NextDouble());
            rows.Add(new Row
            {
                PatientId = FormattableString.Invariant($"P{i:000}"),
                Slide = SimulatedTiles.Write(folder[FormattableString.Invariant($"P{i:000}.parquet")], values, Width, "simulated"),
                Time = (float)Math.Min(time, censored),
                Event = time <= censored ? 1 : 0,
            });
        }

        return rows;
    }

    private sealed class Row
    {
        [LoadColumn(0)]
        public string Slide { get; set; } = string.Empty;

        [LoadColumn(1)]
        public float Time { get; set; }

        [LoadColumn(2)]
        public float Event { get; set; }

        [LoadColumn(3)]
        public string PatientId { get; set; } = string.Empty;
    }
}
