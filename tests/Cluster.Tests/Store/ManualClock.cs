using System.Collections.Concurrent;

namespace AutoCompress.Cluster.Tests.Store;

/// <summary>A clock that stands still until it is told to go on, with timers that fire when they are told to.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly ConcurrentDictionary<ManualTimer, long> _timers = new();
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    /// <summary>Runs the timers that are due.</summary>
    public void Fire()
    {
        foreach (var (timer, due) in _timers)
        {
            if (due <= GetTimestamp() && _timers.TryRemove(timer, out _))
            {
                timer.Fire();
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                clock._timers.TryRemove(this, out _);
            }
            else
            {
                clock._timers[this] = clock.GetTimestamp() + dueTime.Ticks;
            }

            return true;
        }

        public void Dispose() => clock._timers.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
