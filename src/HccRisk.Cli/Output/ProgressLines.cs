using System.Diagnostics;
using System.Globalization;
using HccRisk.Studies.Data;

namespace HccRisk.Cli.Output;

/// <summary>
/// Progress as lines of text: the first and the last of each stage, and every ten seconds where the work is, also where nothing was reported since. The time left is
/// that of the stage at the pace it has had so far.
/// </summary>
/// <param name="clock">Time since the start.</param>
internal sealed class ProgressLines(Func<TimeSpan> clock) : IProgress<StudyProgress>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private Timer? _timer;
    private StudyProgress? _latest;
    private (TimeSpan At, int Done) _begun;
    private TimeSpan _printed;

    /// <summary>Lines by the time that passes, one every ten seconds at least.</summary>
    public static ProgressLines OnTheClock()
    {
        var watch = Stopwatch.StartNew();
        var lines = new ProgressLines(() => watch.Elapsed);
        lines._timer = new Timer(_ => lines.Remind(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return lines;
    }

    /// <inheritdoc/>
    public void Report(StudyProgress value)
    {
        lock (_lock)
        {
            var now = clock();
            var first = value.Stage != _latest?.Stage;
            if (first)
            {
                _begun = (now, value.Done);
            }
            else if (value.Done < _latest!.Value.Done)
            {
                return; // A report that another thread overtook.
            }

            _latest = value;
            if (first || value.Done >= value.Total || now - _printed >= Interval)
            {
                Print(value, now);
            }
        }
    }

    /// <summary>Prints where the work is when nothing was printed for ten seconds.</summary>
    public void Remind()
    {
        lock (_lock)
        {
            var now = clock();
            if (_latest is { } value && now - _printed >= Interval)
            {
                Print(value, now);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            _latest = null; // A reminder may be on its way.
        }
    }

    private void Print(StudyProgress value, TimeSpan now)
    {
        _printed = now;
        var made = value.Done - _begun.Done;
        var left = made > 0 && value.Done < value.Total ? $", {Clock((now - _begun.At) * ((double)(value.Total - value.Done) / made))} left" : string.Empty;
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{Clock(now)}] {ProgressDisplay.Label(value)}: {value.Done} of {value.Total}{left}"));
    }

    private static string Clock(TimeSpan time) => time.ToString(time < TimeSpan.FromHours(1) ? @"mm\:ss" : time < TimeSpan.FromDays(1) ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);
}
