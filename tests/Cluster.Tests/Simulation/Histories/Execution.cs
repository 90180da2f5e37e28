namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>A run of a step.</summary>
/// <param name="Trusted">Cancelled when its silo may trust its lease no longer.</param>
internal sealed class Execution(Process process, string key, TimeSpan since, CancellationToken trusted)
{
    public Process Process => process;

    public string Key => key;

    /// <summary>Whether anything of it goes on now.</summary>
    public bool IsGoingOn => !process.IsDead && !process.IsStopped && !trusted.IsCancellationRequested;

    /// <summary>Since when no active study waits for it, as far as is known.</summary>
    public TimeSpan UnwantedSince { get; set; } = since;
}
