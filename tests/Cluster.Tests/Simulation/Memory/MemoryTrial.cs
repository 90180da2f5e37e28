using AutoCompress.Host.Store;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A row of the table <c>trial</c>.</summary>
internal sealed class MemoryTrial(Trial trial)
{
    public Trial Trial { get; set; } = trial;

    public bool Due { get; set; } = true;

    public StepFailure? Failure { get; set; }
}
