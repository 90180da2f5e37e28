using System.Collections.Frozen;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The registry of channel rules. An operator that is not here is a barrier: kept word for word and never cut.</summary>
internal static class ChannelRules
{
    private static readonly FrozenDictionary<string, IChannelRule> ByOperator = new IChannelRule[]
    {
        new ConvChannels(), new ConvTransposeChannels(), new GemmChannels(), new MatMulChannels(),
        new ElementwiseChannels(), new NormChannels(), new LayerNormChannels(), new GroupNormChannels(), new PoolChannels(), new ReduceChannels(), new MixingChannels(),
        new ReshapeChannels(), new TransposeChannels(), new SqueezeChannels(), new ConcatChannels(), new SplitChannels(), new SliceChannels(),
        new GatherChannels(), new RecurrentChannels(), new PadChannels(), new ExpandChannels(), new ResizeChannels(), new DepthToSpaceChannels(), new ShapeChannels(),
    }.SelectMany(rule => rule.Operators.Select(name => (name, rule))).ToFrozenDictionary(pair => pair.name, pair => pair.rule, StringComparer.Ordinal);

    public static IChannelRule? Find(GraphNode node) => node.Domain.Length == 0 ? ByOperator.GetValueOrDefault(node.OpType) : null;
}
