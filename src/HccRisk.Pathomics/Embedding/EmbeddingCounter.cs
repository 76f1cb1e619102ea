using System.Diagnostics;

namespace HccRisk.Pathomics.Embedding;

/// <summary>Adds up what several slides report at once; reports go out one at a time.</summary>
internal sealed class EmbeddingCounter(int slides, IProgress<EmbeddingProgress>? progress)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, double> _open = new(StringComparer.Ordinal);
    private int _done;
    private int _excluded;
    private int _reused;
    private long _tiles;
    private TimeSpan? _last;

    /// <summary>A slide the store has already.</summary>
    public void Reused(string path, bool excluded)
    {
        lock (_gate)
        {
            _reused++;
            _done++;
            _excluded += excluded ? 1 : 0;
            Report(path, 0, 0);
        }
    }

    /// <summary>Tiles of an open slide.</summary>
    public void Advance(string path, int added, int done, int total)
    {
        lock (_gate)
        {
            _tiles += added;
            _open[path] = (double)done / total;
            if (_last is not { } last || _clock.Elapsed - last >= Interval)
            {
                Report(path, done, total);
            }
        }
    }

    /// <summary>A slide is finished.</summary>
    public void Finished(string path, int tiles, bool excluded)
    {
        lock (_gate)
        {
            _open.Remove(path);
            _done++;
            _excluded += excluded ? 1 : 0;
            Report(path, tiles, tiles);
        }
    }

    private void Report(string path, int done, int total)
    {
        if (progress is null)
        {
            return;
        }

        var elapsed = _clock.Elapsed;
        _last = elapsed;
        var (worked, work) = (_done - _reused + _open.Values.Sum(), slides - _reused);
        var left = worked > 0 ? elapsed * Math.Max(0, (work - worked) / worked) : (TimeSpan?)null;
        var pace = elapsed > TimeSpan.Zero ? _tiles / elapsed.TotalSeconds : 0;
        progress.Report(new EmbeddingProgress(path, done, total, _done, slides, _excluded, _reused, pace, work == 0 ? TimeSpan.Zero : left));
    }
}
