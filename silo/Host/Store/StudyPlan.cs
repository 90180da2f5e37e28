using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Host.Store;

/// <summary>What planning found.</summary>
internal sealed record StudyPlan(ModelAnalysis Analysis, SensitivityTable Sensitivity, SearchSpace Space)
{
    /// <summary>Null where it was not measured, and in plans that are older than it.</summary>
    public LatencyTable? Latency { get; init; }

    /// <summary>What earlier studies found; empty for a cold start.</summary>
    public ImmutableArray<EarlierTrial> Earlier { get; init; } = [];

    [JsonIgnore]
    public PriorKnowledge Knowledge => new(Sensitivity) { Latency = Latency, Earlier = Earlier };
}
