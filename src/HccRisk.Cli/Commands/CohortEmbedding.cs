using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Cli.Commands;

/// <summary>Slides of many patients into a store of tiles and a table of pooled features.</summary>
internal sealed record CohortEmbedding
{
    /// <summary>Folder of the tiles within <see cref="Store"/>.</summary>
    public const string TilesFolder = "tiles";

    /// <summary>Which slide is whose, within <see cref="Store"/>.</summary>
    public const string IndexFile = "slides.csv";

    /// <summary>The tiles of a store of this command, or the folder itself when it is a tile store.</summary>
    public static string TilesOf(string store) => Path.Combine(store, TilesFolder) is var tiles && Directory.Exists(tiles) ? tiles : store;

    public required Cohort Cohort { get; init; }

    public required string Store { get; init; }

    public required TileStoreFormat Format { get; init; }

    public required OnnxBackbone Backbone { get; init; }

    public required PathomicsOptions Options { get; init; }

    public required int MaxParallelism { get; init; }

    /// <summary>Which part of the patients.</summary>
    public Shard Shard { get; init; } = Shard.All;

    public bool Retry { get; init; }

    public bool Verify { get; init; }

    public string? Csv { get; init; }

    /// <summary>File for what was left out, with full paths.</summary>
    public string? Log { get; init; }

    /// <returns>The exit code: 0 when a patient has features.</returns>
    public int Run(TextWriter output, CancellationToken cancellationToken)
    {
        var part = Shard.PartOf(Cohort);
        SlideInput[] slides = [.. part.Patients.SelectMany(p => p.FilesOf(PatientFileKind.Slide)).DistinctBy(f => f.Path, StringComparer.Ordinal).Select(SlideInput.Of)];

        // Slides side by side use the processors best; with fewer slides than processors, the tiles of each go side by side.
        var together = Math.Clamp(slides.Length, 1, MaxParallelism);
        var options = Options with { Embedding = Options.Embedding with { Inferences = Math.Min(64, Math.Max(1, MaxParallelism / together)) } };
        var embedder = new SlideEmbedder(Backbone, options.Embedding);
        var folder = Path.Combine(Store, TilesFolder);
        var tiles = TileStore.OpenOrCreate(folder, embedder, Format);
        _ = tiles.NamesOf([.. Cohort.Patients.SelectMany(p => p.FilesOf(PatientFileKind.Slide)).Select(f => f.Path)]);
        output.WriteLine($"backbone: {Backbone.Manifest.Name}, {Backbone.Manifest.Width} numbers a tile, licence {Backbone.Manifest.Licence}");
        EmbeddingDisplay.Run(
            progress => tiles.Embed(embedder, slides, new TileStoreRunOptions { MaxParallelism = together, RetryExcluded = Retry, VerifyFiles = Verify }, progress, cancellationToken), out var embedded);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{embedded.Slides.Count} of {slides.Length} slides in {folder} ({embedded.Computed} read now, {embedded.Reused} found)"));
        // Paths may name people: a slide is called by its patient and its place.
        var owners = Cohort.Patients.SelectMany(p => p.FilesOf(PatientFileKind.Slide).Select(f => (f.Path, p.Id, Text: $"{p.Id} ({f.Place})"))).ToLookup(x => x.Path, StringComparer.Ordinal);
        string Words(string path) => string.Join(", ", owners[path].Select(x => x.Text));
        foreach (var warning in embedded.Warnings)
        {
            output.WriteLine($"warning: {Words(warning.SlidePath)}: {FilePlaces.HidePaths(warning.Text)}");
        }

        foreach (var excluded in embedded.Exclusions)
        {
            output.WriteLine($"excluded: {Words(excluded.SlidePath)}: {CommandWords.Of(FilePlaces.HidePaths(excluded.Reason))}");
        }

        var job = PathomicsJob.Create(options, Backbone, tiles) with { MaxParallelism = MaxParallelism, RetryFailed = Retry, VerifyInputs = Verify };
        var pooled = FeatureStore.Open(Store).Compute(job, part, cancellationToken: cancellationToken);
        if (Csv is not null)
        {
            pooled.Table.SaveCsv(Csv);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{pooled.Table.PatientIds.Count} of {part.Count + (Shard.IsFirst ? Cohort.Exclusions.Count : 0)} patients, {pooled.Table.Columns.Count} features in {Path.Combine(Store, job.Name, "table.parquet")}"));
        WriteIndex(tiles);

        // Every shard knows who was left out before; the first says so.
        Exclusion[] left = [.. Shard.IsFirst ? Cohort.Exclusions : [], .. pooled.Exclusions];
        FileLog.Write(Log, left, Cohort.Patients);
        foreach (var note in Cohort.Notes.Concat(tiles.Notes).Concat(pooled.Notes))
        {
            output.WriteLine($"note: {note}");
        }

        // A patient who is left out for the slides above has been said.
        var said = embedded.Exclusions.SelectMany(x => owners[x.SlidePath].Select(o => o.Id)).ToHashSet(StringComparer.Ordinal);
        foreach (var excluded in left.Where(x => x.Stage != job.Name || !said.Contains(x.PatientId)))
        {
            output.WriteLine($"excluded: {excluded.PatientId} ({excluded.Stage}): {CommandWords.Of(FilePlaces.HidePaths(excluded.Reason))}");
        }

        return part.Count == 0 ? CommandErrors.Done : CommandErrors.CodeOf(pooled.Table.PatientIds.Count, embedded.Exclusions.Count + left.Length);
    }

    /// <summary>
    /// Which file of tiles is whose: files carry a hash, for names of slides may name patients. Of all patients whatever the shard, one process after the other: whoever is last
    /// sees what all have embedded.
    /// </summary>
    private void WriteIndex(TileStore tiles)
    {
        using var alone = FileClaim.Take(Path.Combine(Store, ".lock"));
        AtomicFile.Write(Path.Combine(Store, IndexFile), stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("patient_id,slide,manifest_line,tiles,mpp,mpp_from");
            foreach (var patient in Cohort.Patients)
            {
                foreach (var slide in patient.FilesOf(PatientFileKind.Slide))
                {
                    var scale = tiles.ScaleOf(slide.Path);
                    writer.WriteLine(string.Join(
                        ',', Quoted(patient.Id), Quoted(slide.Name), slide.ManifestLine?.ToString(CultureInfo.InvariantCulture), scale?.SlideName,
                        scale?.MicronsPerPixel?.ToString("R", CultureInfo.InvariantCulture), OriginOf(scale?.Source)));
                }
            }
        });
    }

    private static string OriginOf(ResolutionSource? source) => source switch
    {
        ResolutionSource.File => "file",
        ResolutionSource.Options => "given",
        ResolutionSource.GivenObjective => "nominal",
        _ => "",
    };

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
