using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>How much accuracy each group's cut costs when it alone is cut and nothing is trained but BatchNorm's statistics.</summary>
public sealed record SensitivityTable(ImmutableArray<GroupSensitivity> Groups);
