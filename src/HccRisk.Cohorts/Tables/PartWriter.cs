using System.Globalization;

namespace HccRisk.Cohorts.Tables;

/// <summary>
/// Writes finished patients to part files while an extraction runs, so that a killed process loses the last seconds at most.
/// </summary>
internal sealed class PartWriter : IDisposable
{
    private const int RowsPerPart = 64;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly TableHeader _header;
    private readonly string _folder;
    private readonly string _writer;
    private readonly Timer _timer;
    private readonly List<StoreEntry> _pending = [];
    private Exception? _fault;

    public PartWriter(TableHeader header, string folder, string writer)
    {
        (_header, _folder, _writer) = (header, folder, writer);
        Directory.CreateDirectory(folder);
        _timer = new Timer(_ => FlushQuietly(), null, Interval, Interval);
    }

    /// <summary>Everything added so far.</summary>
    public List<StoreEntry> Entries { get; } = [];

    /// <summary>The files written so far.</summary>
    public List<string> Parts { get; } = [];

    /// <summary>Takes one finished patient.</summary>
    /// <exception cref="IOException">An earlier write in the background failed (disk full...).</exception>
    public void Add(StoreEntry entry)
    {
        lock (_gate)
        {
            if (_fault is not null)
            {
                throw new IOException($"'{_folder}' cannot be written: {_fault.Message}", _fault);
            }

            Entries.Add(entry);
            _pending.Add(entry);
            if (_pending.Count >= RowsPerPart)
            {
                Flush();
            }
        }
    }

    /// <summary>Writes what is pending.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_pending.Count == 0)
            {
                return;
            }

            var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_writer}-{Parts.Count:D5}.parquet"));
            ParquetTable.Write(path, TableFolder.Pack(_header, _pending));
            Parts.Add(path);
            _pending.Clear();
        }
    }

    public void Dispose()
    {
        using var stopped = new ManualResetEvent(false);
        if (_timer.Dispose(stopped))
        {
            stopped.WaitOne();
        }
    }

    private void FlushQuietly()
    {
        try
        {
            Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
            {
                _fault = e;
            }
        }
    }
}
