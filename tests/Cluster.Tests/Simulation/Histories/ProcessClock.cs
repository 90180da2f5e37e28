namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>A process's clock: it may be fast, slow or wrong; timers go by it.</summary>
internal sealed class ProcessClock(World world, Process process, double rate, TimeSpan offset) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)(world.Now.Ticks * rate);

    public override DateTimeOffset GetUtcNow() => world.GetUtcNow() + offset;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ProcessTimer(process, rate, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ProcessTimer(Process process, double rate, Action fire) : ITimer
    {
        /// <summary>Counts the changes: what was due before one is void.</summary>
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var version = ++_version;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                process.Later(dueTime / rate, () => Fire(version, period));
            }

            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int version, TimeSpan period)
        {
            if (version != _version)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                Change(period, period);
            }

            fire();
        }
    }
}
