using System.Collections.Immutable;
using AutoCompress.Trials;

namespace AutoCompress.Host.Store;

/// <summary>What a silo holds, with the progress of its steps.</summary>
internal sealed record Heartbeat(
    string Silo, TimeSpan Lease, ImmutableArray<StudyLease> Studies, ImmutableArray<(StepLease Step, StageProgress? Progress)> Steps);
