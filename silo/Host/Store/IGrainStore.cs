using System.Collections.Immutable;

namespace AutoCompress.Host.Store;

/// <summary>The durable state of the grains. A study is activated on one silo at most, which holds its lease; its trials' turns run there too.</summary>
internal interface IGrainStore
{
    /// <summary>Takes over every study that is to be worked on and that nobody holds.</summary>
    Task<ImmutableArray<StudyLease>> ClaimAsync(string silo, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The study as its next turn needs it; null when the lease is lost or the study is paused or ended.</summary>
    /// <param name="known">What the same lease read before, if it did: only what changed since then is read.</param>
    Task<StudyRecord?> ReadAsync(StudyLease lease, StudyRecord? known, CancellationToken cancellationToken);

    /// <summary>
    /// For each wish, finds the results of its stages; the first that is missing becomes a row of work, or is waited for where it is one already.
    /// </summary>
    /// <returns>How far each wish is, in their order.</returns>
    Task<ImmutableArray<StageAdvance>> AdvanceAsync(StudyLease lease, ImmutableArray<StageWish> wishes, CancellationToken cancellationToken);

    /// <summary>Writes a turn if the study is still at <paramref name="seen"/>.</summary>
    Task<TurnOutcome> CommitAsync(StudyLease lease, long seen, StudyTurn turn, CancellationToken cancellationToken);

    /// <summary>Gives the study up, so that another silo may take it at once.</summary>
    Task ReleaseAsync(StudyLease lease, CancellationToken cancellationToken);
}
