namespace HccRisk.Survival.Tests.Tuning;

/// <summary>A clock that goes on when it is told to; its timers ring when their time has come.</summary>
internal sealed class HandClock : TimeProvider
{
    private readonly List<(long At, TimerCallback Callback, object? State)> _timers = [];
    private long _now;

    public TimeSpan Elapsed => new(_now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Pass(TimeSpan time)
    {
        _now += time.Ticks;
        foreach (var timer in _timers.Where(t => t.At <= _now).ToArray())
        {
            _timers.Remove(timer);
            timer.Callback(timer.State);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        return new Timer(_timers, (_now + dueTime.Ticks, callback, state));
    }

    private sealed class Timer : ITimer
    {
        private readonly List<(long At, TimerCallback Callback, object? State)> _timers;
        private readonly (long At, TimerCallback Callback, object? State) _own;

        public Timer(List<(long At, TimerCallback Callback, object? State)> timers, (long At, TimerCallback Callback, object? State) own)
        {
            (_timers, _own) = (timers, own);
            _timers.Add(own);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _timers.Remove(_own);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
