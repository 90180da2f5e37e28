using System.Collections.Immutable;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Channels in several tensors that are cut together. A unit is the smallest cut: <see cref="ChannelGroupInfo.Granularity"/>
/// channels of the first producer, and what hangs on them elsewhere.
/// </summary>
public sealed class ChannelGroup
{
    internal ChannelGroup(ChannelGroupInfo info, ImmutableArray<int> roots) => (Info, Roots) = (info, roots);

    public ChannelGroupInfo Info { get; }

    public string Name => Info.Name;

    /// <summary>How many units there are; they are counted from 0 in the order of the first producer's channels. At least 2.</summary>
    public int Units => Roots.Length;

    /// <summary>The label of each unit.</summary>
    internal ImmutableArray<int> Roots { get; }

    /// <summary>Units that stay under a keep ratio: at least one, and as many as <see cref="ChannelGroupInfo.Kept"/> says.</summary>
    public int KeptUnits(double ratio) => Info.Kept(ratio) / Info.Granularity;
}
