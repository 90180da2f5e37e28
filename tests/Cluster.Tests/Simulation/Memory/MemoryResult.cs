using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A row of the table <c>step_result</c>.</summary>
internal sealed record MemoryResult(string Key, string Name, StageOutput Output, double Seconds, string Study, int Trial);
