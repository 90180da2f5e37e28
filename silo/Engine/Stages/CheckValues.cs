using System.Collections.Immutable;

namespace AutoCompress.Engine.Stages;

/// <summary>Everything that is wrong with a model and its data.</summary>
/// <param name="Faults">Empty when the study can start.</param>
/// <param name="Fingerprint">SHA-256 over the data files; empty when there are faults.</param>
/// <param name="WeightBits">Bits of an int8 weight at which this machine's integer kernels are exact, 8 or 7.</param>
public sealed record CheckValues(ImmutableArray<string> Faults, string Fingerprint, int WeightBits);
