namespace AutoCompress.Cluster.Tests.Benchmarks;

/// <summary>A clock on which seven milliseconds pass between two looks.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _milliseconds;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => _milliseconds += 7;
}
