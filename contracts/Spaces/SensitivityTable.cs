using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>How much accuracy each group's cut, and each block's removal, costs when nothing else is changed and nothing is trained but BatchNorm's statistics.</summary>
public sealed record SensitivityTable(ImmutableArray<GroupSensitivity> Groups)
{
    public ImmutableArray<BlockSensitivity> Blocks { get; init; } = [];
}
