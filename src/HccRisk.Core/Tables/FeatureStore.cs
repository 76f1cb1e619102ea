using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HccRisk.Core.Cohorts;
using HccRisk.Core.Naming;
using HccRisk.Core.Privacy;
using HccRisk.Core.Storage;

namespace HccRisk.Core.Tables;

/// <summary>
/// A folder of feature tables that can be computed in several sittings: what was finished before a run was stopped, cancelled or killed is
/// not computed again, and a changed option or file recomputes only what it affects. Tables do not influence each other.
/// </summary>
/// <remarks>
/// A row is current when its options text and the path, size and modification time of its files are. A file overwritten by one of the
/// same size and modification time is not noticed. A new version of the software alone recomputes nothing: what changes numbers
/// belongs in <see cref="FeatureJob.Options"/>. Every file carries a checksum (<see cref="FileSeal"/>) that is verified whenever it is read:
/// a damaged one, or one without, is kept aside as <c>.damaged</c>, its rows are computed again, and a note says so.
/// </remarks>
public sealed class FeatureStore
{
    private FeatureStore(string folder) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The tables in the store, in ordinal order of names.</summary>
    public IReadOnlyList<string> TableNames =>
        [.. Directory.EnumerateDirectories(Folder)
            .Where(d => File.Exists(Path.Combine(d, "table.parquet")) || Directory.Exists(Path.Combine(d, "parts")))
            .Select(d => Path.GetFileName(d))
            .Order(StringComparer.Ordinal)];

    /// <summary>Opens a store, making its folder when absent.</summary>
    /// <param name="folder">The folder.</param>
    public static FeatureStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Directory.CreateDirectory(folder);
        return new FeatureStore(Path.GetFullPath(folder));
    }

    /// <summary>A stored table with the rows finished so far, in ordinal order of patients.</summary>
    /// <param name="name">Name of the table.</param>
    /// <exception cref="ArgumentException">The store has no such table; the message has the nearest names.</exception>
    /// <exception cref="InvalidDataException">A file of the table is damaged.</exception>
    /// <exception cref="UnreadableStoreException">A file of the table cannot be read now.</exception>
    public FeatureTable Load(string name)
    {
        FeatureTable.RequireName(name);
        var folder = FolderOf(name);
        folder.Read(header: null);
        folder.RequireWhole();
        if (folder.Header is not { } header)
        {
            throw new ArgumentException($"store '{Folder}' has no table '{name}'{NearestNames.Hint(name, TableNames)}", nameof(name));
        }

        // A patient whose files changed between runs that were not finished may have two rows: the later one in key order is taken.
        var rows = folder.Entries.Values.Where(e => e.Failure is null)
            .GroupBy(e => e.Id, StringComparer.Ordinal)
            .Select(g => g.MaxBy(e => e.Key, StringComparer.Ordinal)!)
            .OrderBy(e => e.Id, StringComparer.Ordinal)
            .ToArray();
        return ToTable(header, rows);
    }

    /// <summary>Computes a table over a cohort, using what the store already has.</summary>
    /// <param name="job">What to compute.</param>
    /// <param name="cohort">The patients.</param>
    /// <param name="progress">Told after every patient; null for nobody.</param>
    /// <param name="cancellationToken">Stops the run; what was finished stays in the store.</param>
    /// <returns>The table in the order of the cohort, whatever the parallelism, and the patients that failed.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The job is impossible; the message lists every fault.</exception>
    /// <exception cref="InvalidDataException">A file of the table is whole, but this version cannot read it.</exception>
    /// <exception cref="IOException">The store cannot be written, or a file of it cannot be read now; what it has stays as it is.</exception>
    public FeatureResult Compute(FeatureJob job, Cohort cohort, IProgress<StoreProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(cohort);
        job.Validate();
        var header = job.Header;
        var hash = header.Provenance.OptionsHash;
        var folder = FolderOf(job.Name);
        folder.Read(header);
        folder.SetDamagedAside();
        var keys = cohort.Patients.ToDictionary(p => p.Id, p => InputKey.Of(p, job.Inputs(p), hash), StringComparer.Ordinal);
        var todo = cohort.Patients
            .Where(p => !folder.Entries.TryGetValue((p.Id, keys[p.Id]), out var known) || (job.RetryFailed && known.Failure is not null))
            .ToArray();

        if (todo.Length > 0)
        {
            var failedBefore = cohort.Patients.Except(todo).Count(p => folder.Entries[(p.Id, keys[p.Id])].Failure is not null);
            var counter = new ProgressCounter(job.Name, cohort.Count, cohort.Count - todo.Length, failedBefore, progress);
            Extract(job, header, folder, todo, keys, counter, cancellationToken);
        }

        if (folder.NeedsCompaction)
        {
            folder.Compact(keys);
        }

        var entries = cohort.Patients.Select(p => folder.Entries[(p.Id, keys[p.Id])]).ToArray();
        return new FeatureResult(
            ToTable(header, entries.Where(e => e.Failure is null).ToArray()),
            [.. entries.Where(e => e.Failure is not null).Select(e => new Exclusion(e.Id, job.Name, e.Failure!))],
            todo.Length,
            cohort.Count - todo.Length,
            [.. folder.Notes]);
    }

    private static void Extract(
        FeatureJob job, TableHeader header, TableFolder folder, Patient[] todo, Dictionary<string, string> keys, ProgressCounter counter, CancellationToken cancellationToken)
    {
        using var writer = new PartWriter(header, folder.PartsPath, Guid.NewGuid().ToString("N")[..12]);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(todo, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = job.MaxParallelism, CancellationToken = cancellationToken },
                patient =>
                {
                    var entry = ExtractOne(job, patient, keys[patient.Id], cancellationToken);
                    writer.Add(entry);
                    counter.Finished(patient.Id, entry.Failure is not null);
                });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        finally
        {
            writer.Flush();
        }

        folder.Add(writer.Entries, writer.Parts);
    }

    private static StoreEntry ExtractOne(FeatureJob job, Patient patient, string key, CancellationToken cancellationToken)
    {
        try
        {
            var vector = job.Extract(patient, cancellationToken);
            return FaultOf(job, vector) is { } fault
                ? new StoreEntry(patient.Id, key, default, fault)
                : new StoreEntry(
                    patient.Id,
                    key,
                    vector.Values.ToArray(),
                    null,
                    RemarkOf(patient, vector));
        }
        catch (Exception e) when (e is not UnreadableStoreException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return new StoreEntry(patient.Id, key, default, new PatientWords(patient).Hide(e.Message.ReplaceLineEndings(" ")));
        }
    }

    private static PatientRemark? RemarkOf(Patient patient, FeatureVector vector)
    {
        if (vector.Source is null && vector.Missing.Count == 0)
        {
            return null;
        }

        var words = new PatientWords(patient);
        return new PatientRemark(patient.Id, vector.Source is null ? null : FilePlaces.Of(patient).Hide(vector.Source), [.. vector.Missing.Select(words.Hide)]);
    }

    private static string? FaultOf(FeatureJob job, FeatureVector vector)
    {
        if (vector.Values.Count != job.Columns.Count || vector.Columns.Count != job.Columns.Count)
        {
            return $"the extractor returned {vector.Values.Count} values and {vector.Columns.Count} names, the table has {job.Columns.Count} columns";
        }

        for (var i = 0; i < job.Columns.Count; i++)
        {
            if (!string.Equals(vector.Columns[i].Name, job.Columns[i].Name, StringComparison.Ordinal))
            {
                return $"the extractor returned '{vector.Columns[i].Name}' where the table has '{job.Columns[i].Name}'";
            }
        }

        return null;
    }

    private static FeatureTable ToTable(TableHeader header, StoreEntry[] entries) => TableFolder.Pack(header, entries).ToTable();

    private TableFolder FolderOf(string name) => new(Path.Combine(Folder, name));
}
