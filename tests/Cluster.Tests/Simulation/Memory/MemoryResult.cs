using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A row of the table <c>step_result</c>.</summary>
internal sealed record MemoryResult(string Key, string Name, StageOutput Output, double Seconds, string Study, int Trial)
{
    /// <summary>When it was last asked for, give or take a day.</summary>
    public long UsedAt { get; set; }
}
