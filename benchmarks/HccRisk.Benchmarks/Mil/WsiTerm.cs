using System.Globalization;
using HccRisk.Backbones.ResNet18;
using HccRisk.Cohorts;
using HccRisk.Mil.Catalog;
using HccRisk.Mil.Comparison;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Stores;
using HccRisk.Studies.Synthetic;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Discrimination;
using MathNet.Numerics.Statistics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Benchmarks.Mil;

/// <summary>
/// The slide's term of the synthetic study: mean pooling, prototypes and attention over tiles by the scattering network and by ResNet-18, all fitted on the
/// development site and judged on the same patients of the external one.
/// </summary>
internal static class WsiTerm
{
    private const double Horizon = 24;
    private const int SlidePixels = 1536;

    /// <summary>wsi-term DEVELOPMENT EXTERNAL FOLDER: lines of the tables; what is in the folder is used again.</summary>
    public static int Run(string[] args)
    {
        if (args is not [_, var first, var second, var folder])
        {
            Console.Error.WriteLine("wsi-term DEVELOPMENT EXTERNAL FOLDER");
            return 2;
        }

        var options = new SyntheticOptions
        {
            Development = int.Parse(first, CultureInfo.InvariantCulture),
            External = int.Parse(second, CultureInfo.InvariantCulture),
            Prevalence = 2.5,
            MriMatrix = 32,
            MriSlices = 16,
            SlidePixels = SlidePixels,
        };
        var files = SyntheticCohort.Generate(Path.Combine(folder, "cohort"), options);
        var truth = File.ReadLines(files.TruthCsv).Skip(1).Select(l => l.Split(',')).ToDictionary(
            c => c[0], c => (Site: c[1], Marker: double.Parse(c[3], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
        Row[] rows = [.. Cohort.Load(files.ClinicalCsv, CohortSchema.Hcc, files.ManifestCsv).Patients.Where(p => p.Outcome is not null).Select(p => new Row
        {
            PatientId = p.Id,
            Slide = p.FilesOf(PatientFileKind.Slide).First().Path,
            Time = (float)p.Outcome!.Value.Time,
            Event = p.Outcome.Value.Event,
        })];
        using var scattering = OnnxBackbone.CreateDefault();
        using var resnet = OnnxBackbone.ResNet18();
        (string Name, TileStore Store, TileStoreResult Result)[] stores =
            [Embed("scattering", scattering, rows, folder), Embed("ResNet-18", resnet, rows, folder)];

        // Patients of whom both backbones have tiles.
        var lost = stores.SelectMany(s => s.Result.Exclusions.Select(e => e.SlidePath)).ToHashSet(StringComparer.Ordinal);
        rows = [.. rows.Where(r => !lost.Contains(r.Slide))];
        var name = truth[rows[0].PatientId].Site;
        Row[] development = [.. rows.Where(r => truth[r.PatientId].Site == name)], external = [.. rows.Where(r => truth[r.PatientId].Site != name)];
        var outcome = new SurvivalOutcome([.. external.Select(r => (double)r.Time)], [.. external.Select(r => (int)r.Event)]);
        double[] marker = [.. external.Select(r => truth[r.PatientId].Marker)];
        Print($"Patients with tiles: {development.Length} for development ({development.Count(r => r.Event == 1)} with aggressive recurrence), {external.Length} external ({external.Count(r => r.Event == 1)}; {external.Count(r => r.Event == 1 && r.Time <= Horizon)} within 24 months). Slides left out: {lost.Count}.");
        foreach (var (backbone, store, result) in stores)
        {
            var tiles = rows.Select(r => (double)store.Find(r.Slide)!.Grid.Tiles.Count).Order().ToArray();
            Print($"Tiles a slide by {backbone}: median {tiles[tiles.Length / 2]:0}, {tiles[0]:0} to {tiles[^1]:0}.");
        }

        List<(string Name, double[] Scores)> models = [("the marker as it was drawn", marker)];
        var ml = new MLContext(seed: 1);
        foreach (var (backbone, store, _) in stores)
        {
            var mil = new SlideModelOptions { Mil = new AttentionMilTrainerOptions { TileStore = store.Folder } };
            var pipelines = SlideModels.Of(ml, mil, store.Header.FingerprintHash, store.Header.Backbone.Width, CancellationToken.None);
            foreach (var (kind, pipeline) in pipelines)
            {
                var model = pipeline.Fit(ml.Data.LoadFromEnumerable(development));
                models.Add(($"{backbone}, {kind}", [.. model.Transform(ml.Data.LoadFromEnumerable(external)).GetColumn<float>("Score").Select(s => (double)s)]));
            }
        }

        Print($"");
        Print($"| model | C to 24 months | AUC at 24 months | correlation with the marker | less scattering, mean: C | AUC | less ResNet-18, mean: C | AUC |");
        Print($"|---|---|---|---|---|---|---|---|");
        var (plain, other) = (models[1].Scores, models[4].Scores);
        foreach (var (model, scores) in models)
        {
            var c = Concordance.Uno(outcome, scores, Horizon, new ConcordanceOptions { StandardError = true }).Estimate;
            var auc = TimeDependentAuc.CumulativeDynamic(outcome, scores, [Horizon])[0].Auc;
            Print($"| {model} | {Words(c)} | {Words(auc)} | {Correlation.Pearson(scores, marker):0.00} | {Less(scores, plain)} | {Less(scores, other)} |");
        }

        return 0;

        string Less(double[] scores, double[] reference) => ReferenceEquals(scores, reference) ? " | "
            : $"{Words(Concordance.CompareUno(outcome, scores, reference, Horizon).Difference, "+0.000;-0.000")} | {Words(TimeDependentAuc.Compare(outcome, scores, reference, [Horizon])[0].Difference, "+0.000;-0.000")}";
    }

    private static (string Name, TileStore Store, TileStoreResult Result) Embed(string name, OnnxBackbone backbone, Row[] rows, string folder)
    {
        var embedder = new SlideEmbedder(backbone);
        var store = TileStore.OpenOrCreate(Path.Combine(folder, backbone.Manifest.Name), embedder);
        return (name, store, store.Embed(embedder, [.. rows.Select(r => r.Slide)]));
    }

    private static string Words(MetricEstimate estimate, string format = "0.000") => string.Create(
        CultureInfo.InvariantCulture, $"{estimate.Value?.ToString(format, CultureInfo.InvariantCulture)} ({estimate.Lower:0.000} to {estimate.Upper:0.000})");

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    private sealed class Row
    {
        public string Slide { get; set; } = string.Empty;

        public float Time { get; set; }

        public float Event { get; set; }

        public string PatientId { get; set; } = string.Empty;
    }
}
