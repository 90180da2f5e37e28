using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Studies;

/// <summary>What a study knows before its first trial. It never changes while the study lives, so that decisions replay.</summary>
/// <param name="Sensitivity">Null when it was not measured.</param>
public sealed record PriorKnowledge(SensitivityTable? Sensitivity)
{
    /// <summary>Null when it was not measured.</summary>
    public LatencyTable? Latency { get; init; }

    /// <summary>What earlier studies found; empty for a cold start.</summary>
    public ImmutableArray<EarlierTrial> Earlier { get; init; } = [];
}
