using System.Collections.Immutable;

namespace AutoCompress.Trials;

/// <summary>What a finished <see cref="Stage"/> left.</summary>
/// <param name="Artifacts">Output name to the SHA-256 of its file.</param>
/// <param name="Values">The step's result record as compact JSON.</param>
public sealed record StageOutput(ImmutableSortedDictionary<string, string> Artifacts, string Values);
