using System.Collections.Immutable;

namespace AutoCompress.Engine.Stages;

/// <summary>Everything that is wrong with a model and its data.</summary>
/// <param name="Faults">Empty when the study can start.</param>
/// <param name="Fingerprint">SHA-256 over the data files; empty when there are faults.</param>
public sealed record CheckValues(ImmutableArray<string> Faults, string Fingerprint);
