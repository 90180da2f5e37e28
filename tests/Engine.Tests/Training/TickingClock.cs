namespace AutoCompress.Engine.Tests.Training;

/// <summary>A clock that moves on whenever it is read.</summary>
internal sealed class TickingClock(TimeSpan tick) : TimeProvider
{
    private long _reads;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => tick.Ticks * _reads++;
}
