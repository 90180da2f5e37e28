namespace AutoCompress.Host.Store;

/// <summary>What the store knows about the artifacts that belong to it.</summary>
internal interface IUpkeepStore
{
    /// <summary>The text by which this cluster's artifact store is known again.</summary>
    /// <param name="proposal">Taken where there is none yet; null to ask only.</param>
    Task<ClusterMark> MarkAsync(string? proposal, CancellationToken cancellationToken);
}
