namespace AutoCompress.Host.Silos;

/// <summary>What a silo's parts run on beside its loop: the pool and a thread of its own; in a simulation, one loop with a clock that it owns.</summary>
internal interface ISiloThreads
{
    /// <summary>Of what steps wait for: where they go on.</summary>
    TaskCreationOptions Waiters { get; }

    /// <summary>Runs a step beside the silo's loop, which it cannot hold up.</summary>
    Task Run(Func<Task> step);

    /// <summary>Done after <paramref name="time"/>, or cancelled.</summary>
    Task Pause(TimeSpan time, CancellationToken cancellationToken);

    /// <summary>Cancels; whoever is cancelled does not hold up the caller.</summary>
    void Cancel(CancellationTokenSource source);

    /// <summary>Sends the heartbeats of what <paramref name="keeper"/> holds until the answer is disposed.</summary>
    IHeartbeat Start(LeaseKeeper keeper, TimeSpan between);
}
