using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>An input or output of the model; −1 is the batch, or another free dimension.</summary>
public sealed record ModelPort(string Name, string ElementType, ImmutableArray<long> Shape);
