using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>A smaller form of a model, whatever its weights and its number format are.</summary>
/// <param name="Keep">Group name to the share of channels that stays, (0, 1); groups that are not named stay whole.</param>
/// <param name="Skip">Residual blocks that are left out, in ordinal order.</param>
public sealed record ModelCut(ImmutableSortedDictionary<string, double> Keep, ImmutableArray<string> Skip)
{
    /// <summary>Whether one group or one block alone is changed.</summary>
    public bool IsSingle() => Keep.Count + Skip.Length == 1;
}
