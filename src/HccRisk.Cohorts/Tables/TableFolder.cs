using HccRisk.Core.Storage;

namespace HccRisk.Cohorts.Tables;

/// <summary>
/// The files of one table: <c>table.parquet</c>, and while an extraction runs <c>parts/&lt;writer&gt;-&lt;number&gt;.parquet</c>. Several writers
/// (shards) may add parts at the same time; only the joining of parts into the table takes the lock.
/// </summary>
internal sealed class TableFolder(string folder)
{
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string Id, string Key), StoreEntry> _entries = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Fault)> _damaged = [];
    private (long Length, DateTime Written) _tableStamp;

    public string TablePath { get; } = Path.Combine(folder, "table.parquet");

    public string PartsPath { get; } = Path.Combine(folder, "parts");

    public List<string> Notes { get; } = [];

    /// <summary>The rows under a header (or, without one, under the header found first), by patient and key.</summary>
    public IReadOnlyDictionary<(string Id, string Key), StoreEntry> Entries => _entries;

    /// <summary>The header the entries were read under; null before anything was found.</summary>
    public TableHeader? Header { get; private set; }

    /// <summary>Whether the table file has rows under another header, or parts wait to be joined.</summary>
    public bool NeedsCompaction { get; private set; }

    /// <summary>Reads the table and all parts; what is damaged is listed, what is under another header is left out.</summary>
    /// <exception cref="UnreadableStoreException">A file cannot be read now: going on would write over what it holds.</exception>
    public void Read(TableHeader? header)
    {
        Header = header;
        _entries.Clear();
        _read.Clear();
        _damaged.Clear();
        _tableStamp = Stamp(TablePath);
        Add(TablePath);
        foreach (var part in PartFiles("*.parquet"))
        {
            Add(part);
            NeedsCompaction = true;
        }
    }

    /// <summary>Refuses to go on without what a damaged file holds.</summary>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public void RequireWhole()
    {
        if (_damaged.Count > 0)
        {
            throw new InvalidDataException($"'{_damaged[0].Path}' {_damaged[0].Fault}. Compute the table again: the damaged file is kept aside then, and only its rows are computed.");
        }
    }

    /// <summary>Keeps damaged files aside, so that their rows are computed again, and notes it.</summary>
    public void SetDamagedAside()
    {
        if (_damaged.Count == 0)
        {
            return;
        }

        using var exclusive = Lock();
        SetDamagedAsideLocked();
    }

    /// <summary>Adds what a writer has just computed; its parts are known to be covered by the entries.</summary>
    public void Add(IEnumerable<StoreEntry> entries, IEnumerable<string> parts)
    {
        foreach (var entry in entries)
        {
            Put(entry);
            NeedsCompaction = true;
        }

        _read.UnionWith(parts);
    }

    /// <summary>
    /// Joins table and parts into one table file. Of a patient in <paramref name="current"/> only that entry stays, and beside a failure that may
    /// pass what was known before; entries of other patients stay as they are.
    /// </summary>
    public void Compact(IReadOnlyDictionary<string, StoreEntry> current)
    {
        Directory.CreateDirectory(folder);
        using var exclusive = Lock();
        if (Stamp(TablePath) != _tableStamp)
        {
            // Another writer joined its parts meanwhile: take its rows in.
            var own = _entries.Values.ToArray();
            var parts = _read.ToArray();
            Read(Header);
            SetDamagedAsideLocked();
            Add(own, parts);
        }

        var kept = _entries.Values
            .Where(e => !current.TryGetValue(e.Id, out var now) || string.Equals(now.Key, e.Key, StringComparison.Ordinal) || (now.Passing && !e.Passing))
            .OrderBy(e => e.Id, StringComparer.Ordinal)
            .ThenBy(e => e.Key, StringComparer.Ordinal)
            .ToArray();
        ParquetTable.Write(TablePath, Pack(Header!, kept));
        foreach (var part in _read.Where(p => !string.Equals(p, TablePath, StringComparison.Ordinal)))
        {
            File.Delete(part);
        }

        RemoveAbandoned();
        _tableStamp = Stamp(TablePath);
        NeedsCompaction = false;
    }

    public static StoredRows Pack(TableHeader header, IReadOnlyCollection<StoreEntry> entries)
    {
        var rows = entries.Where(e => e.Failure is null).ToArray();
        var width = header.Columns.Count;
        var values = new double[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].Values.Span.CopyTo(values.AsSpan(i * width, width));
        }

        return new StoredRows(
            header,
            Array.ConvertAll(rows, r => r.Id),
            new StoredKeys(Array.ConvertAll(rows, r => r.Key), Array.ConvertAll(rows, r => r.Stamp)),
            values,
            [.. entries.Where(e => e.Failure is not null).Select(e => new StoredFailure(e.Id, e.Key, e.Stamp, e.Failure!, e.Passing))],
            rows.Any(r => r.Remark is not null) ? Array.ConvertAll(rows, r => r.Remark) : []);
    }

    private void Add(string path)
    {
        // A part may have been joined and deleted by another writer since the folder was listed.
        if (StoredFile.ReadAllBytes(path) is not { } bytes)
        {
            return;
        }

        if (FileSeal.FaultOf(bytes) is { } fault)
        {
            _damaged.Add((path, fault));
            return;
        }

        var rows = ParquetTable.Parse(path, bytes);
        _read.Add(path);
        Header ??= rows.Header;
        if (rows.Keys is null || !rows.Header.Matches(Header))
        {
            NeedsCompaction = true;
            return;
        }

        NeedsCompaction |= rows.Header.Availability != Header.Availability || !string.Equals(rows.Header.Modality, Header.Modality, StringComparison.Ordinal);
        var width = rows.Header.Columns.Count;
        for (var i = 0; i < rows.Ids.Length; i++)
        {
            Put(new StoreEntry(rows.Ids[i], rows.Keys.Content[i], rows.Keys.Stamps[i], rows.Values.AsMemory(i * width, width))
            {
                Remark = i < rows.Remarks.Count ? rows.Remarks[i] : null,
            });
        }

        foreach (var failure in rows.Failures)
        {
            Put(new StoreEntry(failure.Id, failure.Key, failure.Stamp, default, failure.Reason, failure.Passing));
        }
    }

    // A success under a key stands against a failure under the same key, whatever was read first.
    private void Put(StoreEntry entry)
    {
        if (entry.Failure is null || !_entries.TryGetValue((entry.Id, entry.Key), out var known) || known.Failure is not null)
        {
            _entries[(entry.Id, entry.Key)] = entry;
        }
    }

    private void SetDamagedAsideLocked()
    {
        foreach (var (path, fault) in _damaged.ToArray())
        {
            // Another writer may have dealt with it, or joined its parts into a new table, before the lock was taken.
            if (StoredFile.ReadAllBytes(path) is not { } bytes)
            {
                continue;
            }

            if (FileSeal.FaultOf(bytes) is null)
            {
                Add(path);
            }
            else
            {
                var aside = StoredFile.SetAside(path);
                var name = Path.GetRelativePath(Path.GetDirectoryName(folder)!, path).Replace('\\', '/');
                Notes.Add($"'{name}' of the feature store {fault}; it is kept as '{Path.GetFileName(aside)}' and its rows are computed again");
                NeedsCompaction = true;
            }

            if (string.Equals(path, TablePath, StringComparison.Ordinal))
            {
                _tableStamp = Stamp(TablePath);
            }
        }

        _damaged.Clear();
    }

    private string[] PartFiles(string pattern)
    {
        try
        {
            return [.. Directory.EnumerateFiles(PartsPath, pattern).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UnreadableStoreException.Of(PartsPath, e);
        }
    }

    private FileClaim Lock() => FileClaim.Take(Path.Combine(folder, ".lock"));

    private void RemoveAbandoned()
    {
        foreach (var file in PartFiles("*.tmp").Select(path => new FileInfo(path)).Where(f => DateTime.UtcNow - f.LastWriteTimeUtc > AbandonedAfter))
        {
            file.Delete();
        }
    }

    private static (long Length, DateTime Written) Stamp(string path) =>
        new FileInfo(path) is { Exists: true } file ? (file.Length, file.LastWriteTimeUtc) : default;
}
