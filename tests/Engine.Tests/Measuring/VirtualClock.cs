namespace AutoCompress.Engine.Tests.Measuring;

/// <summary>A clock whose time passes only when work says so: one tick is 100 ns.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private double _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (long)_ticks;

    public void Pass(TimeSpan time) => _ticks += time.TotalSeconds * TimestampFrequency;
}
