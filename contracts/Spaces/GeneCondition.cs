using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>A gene is active while <paramref name="Gene"/> is active and holds one of <paramref name="AnyOf"/>.</summary>
public sealed record GeneCondition(string Gene, ImmutableArray<string> AnyOf);
