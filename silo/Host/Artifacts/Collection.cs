namespace AutoCompress.Host.Artifacts;

/// <summary>What a collection did.</summary>
/// <param name="Removed">Generations that nothing needs and that were old enough; with <paramref name="IsDryRun"/> those that would have been removed.</param>
/// <param name="Kept">Generations that something needs.</param>
/// <param name="Young">Generations that nothing needs yet and that are too young to say so.</param>
public sealed record Collection(bool IsDryRun, int Removed, long RemovedBytes, int Kept, long KeptBytes, int Young, long YoungBytes)
{
    /// <summary>Results of steps that nobody asked for any more; with <see cref="IsDryRun"/> those that would have been forgotten, whose artifacts count as needed.</summary>
    public int Forgotten { get; init; }
}
