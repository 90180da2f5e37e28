using System.Collections.Immutable;

namespace AutoCompress.Host.Store;

/// <summary>Unfinished steps of one kind that a study waits for.</summary>
/// <param name="Labels">What a silo must offer to run them.</param>
/// <param name="IsRunning">Whether a silo has them.</param>
internal sealed record AwaitedSteps(string Study, ImmutableArray<string> Labels, bool IsRunning);
