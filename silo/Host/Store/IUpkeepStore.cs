namespace AutoCompress.Host.Store;

/// <summary>What the store knows about the artifacts that belong to it, and who looks after them.</summary>
internal interface IUpkeepStore
{
    /// <summary>The text by which this cluster's artifact store is known again.</summary>
    /// <param name="proposal">Taken where there is none yet; null to ask only.</param>
    Task<ClusterMark> MarkAsync(string? proposal, CancellationToken cancellationToken);

    /// <summary>Takes on a chore of the cluster that was not done for <paramref name="pause"/>.</summary>
    /// <param name="lease">When it is free again though nobody has ended it.</param>
    /// <returns>False when it is too early, or another silo is at it.</returns>
    Task<bool> ClaimChoreAsync(string chore, string silo, TimeSpan lease, TimeSpan pause, CancellationToken cancellationToken);

    /// <summary>The chore is done.</summary>
    Task EndChoreAsync(string chore, string silo, CancellationToken cancellationToken);

    /// <summary>How long the longest of the steps has been running that hold a lease, at most.</summary>
    Task<TimeSpan> LongestStepAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets results of steps that nobody has asked for since <paramref name="unused"/>, but those that a study made which has not ended. The use
    /// of a result is noted once a day.
    /// </summary>
    /// <param name="isDryRun">Whether they are only counted.</param>
    /// <returns>How many.</returns>
    Task<int> ForgetUnusedAsync(TimeSpan unused, bool isDryRun, CancellationToken cancellationToken);

    /// <summary>What the rows of studies, trials and steps need, as of one moment.</summary>
    Task<StoreReferences> ReferencesAsync(CancellationToken cancellationToken);
}
