using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>How far a list of stages is.</summary>
internal abstract record StageAdvance
{
    private StageAdvance()
    {
    }

    /// <param name="Seconds">For each stage the time it took where it ran for the asker; 0 where it was found.</param>
    public sealed record Done(ImmutableArray<StageOutput> Outputs, ImmutableArray<double> Seconds) : StageAdvance;

    /// <summary>A stage is queued or running; the asker is parked until it ends.</summary>
    /// <param name="IsNew">False when the asker waited for it already: nobody has to hear of that.</param>
    public sealed record Waiting(string Key, bool IsNew) : StageAdvance;

    /// <summary>The lease is gone, or the asker has ended.</summary>
    public sealed record Lost : StageAdvance;
}
