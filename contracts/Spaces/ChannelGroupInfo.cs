using System.Collections.Immutable;

namespace AutoCompress.Spaces;

/// <summary>Channels in several tensors that are cut together.</summary>
/// <param name="Name">The first producing node's name, unique in the model and the same on every load.</param>
/// <param name="Channels">Channels at full width.</param>
/// <param name="Granularity">Kept counts must be a multiple of this, and at least this.</param>
/// <param name="Producers">Nodes whose output channels belong to the group.</param>
/// <param name="Consumers">Nodes that contract the group's channels.</param>
/// <param name="Block">The innermost residual block that all of the group's tensors lie in, so that they leave with it; null when there is none.</param>
/// <param name="Across">The group whose channels these lie across, so that a tensor keeps the product of both (the width of heads); null when there is none.</param>
/// <param name="Like">The first group that a block of the same structure has in the same place, so that what is measured of one holds for the other; null for a group that is the first or the only one of its kind.</param>
public sealed record ChannelGroupInfo(
    string Name,
    int Channels,
    int Granularity,
    ImmutableArray<string> Producers,
    ImmutableArray<string> Consumers,
    string? Block = null,
    string? Across = null,
    string? Like = null)
{
    /// <summary>
    /// How many channels a keep ratio means: the nearest multiple of <see cref="Granularity"/>, at least one of it, at most all. Everyone
    /// who turns a ratio into a count asks here, so that the planned cost is the built one.
    /// </summary>
    /// <param name="keep">Share of the channels, (0, 1].</param>
    public int Kept(double keep)
    {
        var unit = Math.Max(1, Granularity);
        return Math.Min(Channels, Math.Max(unit, unit * (int)Math.Round(keep * Channels / unit, MidpointRounding.AwayFromZero)));
    }
}
