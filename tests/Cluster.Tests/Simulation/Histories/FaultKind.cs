namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>What a script does to a history.</summary>
internal enum FaultKind
{
    /// <summary>A silo dies; another life with a new name follows.</summary>
    Kill,

    /// <summary>A silo dies; another life with the same name follows.</summary>
    KillAndReturn,

    /// <summary>A silo is stopped and goes on later (SIGSTOP, SIGCONT).</summary>
    Stop,

    /// <summary>A silo is asked to end (SIGTERM); another life follows.</summary>
    Drain,

    /// <summary>Nobody reaches the store.</summary>
    Outage,

    /// <summary>Some artifacts are gone.</summary>
    LoseArtifacts,

    /// <summary>An operator gives a tenant other limits.</summary>
    Limit,

    /// <summary>A user pauses a study.</summary>
    Pause,

    /// <summary>A user resumes a study.</summary>
    Resume,

    /// <summary>A user cancels a study.</summary>
    Cancel,
}
