using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Core.Storage;

namespace HccRisk.Cohorts.Tables;

/// <summary>
/// A folder of feature tables that can be computed in several sittings: what was finished before a run was stopped, cancelled or killed is
/// not computed again, and a changed option or file recomputes only what it affects. Tables do not influence each other.
/// </summary>
/// <remarks>
/// A row is current when its options text and the content of its files are. Files of the same place, size and modification time are taken to be the
/// same without being read, unless <see cref="FeatureJob.VerifyInputs"/> asks for it; files that were moved, copied or touched are read once and
/// recognised. A failure is remembered when it is a verdict about the content of files; one of the machine (<see cref="PassingFailure"/>) is
/// recorded, excludes the patient from this run alone and takes nothing away. A new version of the software alone recomputes nothing: what changes numbers
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
        var folder = FolderOf(job.Name);
        folder.Read(header);
        folder.SetDamagedAside();
        var work = new StoreRun(job, header, folder, cohort);
        var (todo, settled) = work.Plan();
        if (todo.Count > 0)
        {
            var counter = new ProgressCounter(job.Name, cohort.Count, settled.Count, settled.Values.Count(e => e.Failure is not null), progress);
            work.Settle(todo, settled, counter, cancellationToken);
        }

        if (folder.NeedsCompaction)
        {
            folder.Compact(settled);
        }

        var entries = cohort.Patients.Select(p => settled[p.Id]).ToArray();
        return new FeatureResult(
            ToTable(header, entries.Where(e => e.Failure is null).ToArray()),
            [.. entries.Where(e => e.Failure is not null).Select(e => new Exclusion(e.Id, job.Name, e.Failure!))],
            work.Extracted,
            cohort.Count - work.Extracted,
            [.. folder.Notes, .. work.Notes]);
    }

    private static FeatureTable ToTable(TableHeader header, StoreEntry[] entries) => TableFolder.Pack(header, entries).ToTable();

    private TableFolder FolderOf(string name) => new(Path.Combine(Folder, name));
}
