using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>The queue of steps and the stage cache behind it.</summary>
internal interface IWorkStore
{
    /// <summary>Takes the steps that are first in line among those a silo can run now, as many as its free cores hold and at most one that measures.</summary>
    /// <remarks>A step that fits but for its cores stops those behind it, so that they cannot starve it.</remarks>
    Task<ImmutableArray<StepLease>> ClaimAsync(WorkOffer offer, CancellationToken cancellationToken);

    /// <summary>Records steps' results and wakes whoever waits for them; the first result of a key wins.</summary>
    /// <returns>For each step false when its lease was lost: nothing was written of it.</returns>
    Task<ImmutableArray<bool>> CommitAsync(ImmutableArray<FinishedStep> steps, CancellationToken cancellationToken);

    /// <summary>Ends the step with a failure for everyone who waits for it.</summary>
    /// <returns>False when the lease was lost: nothing was written.</returns>
    Task<bool> FailAsync(StepLease lease, FailureCause cause, string message, CancellationToken cancellationToken);

    /// <summary>Puts the step back in the queue, uncharged.</summary>
    /// <returns>False when the lease was lost: nothing was written.</returns>
    Task<bool> HandBackAsync(StepLease lease, CancellationToken cancellationToken);

    /// <summary>Pauses every study that waits for the step, with a message, and puts the step back: the machine is broken, not the candidate.</summary>
    /// <returns>False when the lease was lost: nothing was written.</returns>
    Task<bool> SuspendAsync(StepLease lease, string message, CancellationToken cancellationToken);

    /// <summary>Forgets results whose files are gone, and lets all who wait for the step find what is missing.</summary>
    /// <param name="keys">Steps that the leased one builds on.</param>
    /// <returns>False when the lease was lost: nothing was written.</returns>
    Task<bool> ForgetAsync(StepLease lease, ImmutableArray<string> keys, CancellationToken cancellationToken);

    /// <summary>Remembers how far the step is, for whoever runs it next.</summary>
    /// <param name="files">Name to artifact; replaces those of before.</param>
    /// <returns>False when the lease was lost: nothing was written.</returns>
    Task<bool> CheckpointAsync(StepLease lease, ImmutableSortedDictionary<string, string> files, CancellationToken cancellationToken);

    /// <summary>A finished step's result; null when it is not in the cache.</summary>
    Task<StageOutput?> ResultAsync(string key, CancellationToken cancellationToken);
}
