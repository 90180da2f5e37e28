namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>What a silo of a round is started with.</summary>
/// <param name="Folder">Its own, of its disk where it has one.</param>
/// <param name="LogFolder">Where the log of each life is kept.</param>
/// <param name="Database">The address of the database, without its port.</param>
/// <param name="Cores">As <c>serve --cores</c> takes them.</param>
/// <param name="Lease">As <c>serve --lease</c> takes it; null for the product's own.</param>
/// <param name="Mark">By which its processes are known.</param>
internal sealed record SiloPlan(
    int Number, string Folder, string LogFolder, string Database, int DatabasePort, string Artifacts, string Cores, string? Lease, string Mark, PrivateMounts? Mounts)
{
    /// <summary>Variables of its environment beside those that all silos have.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
