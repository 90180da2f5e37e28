using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Gemm with a constant weight: [in, out], or [out, in] with transB.</summary>
internal sealed class GemmChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Gemm"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (node.Input(1) is not { Constant: { Rank: 2 } weight } || node.Input(2) is { IsConstant: false })
        {
            flow.Stop(node, "its weight is computed at run time");
            return;
        }

        if (node.Int("transA", 0) != 0)
        {
            flow.Stop(node, "it transposes its input (transA)");
            return;
        }

        var (into, from) = node.Int("transB", 0) != 0 ? (0, 1) : (1, 0);
        var output = flow.Fresh(weight.Shape[into]);
        flow.Constant(node, 1, (into, output, AxisRole.Produces), (from, flow.Along(node, 0, 1), AxisRole.Consumes));
        if (node.Input(2)?.Constant is { } bias)
        {
            var axis = bias.Rank - 1;
            flow.Constant(node, 2, (axis, axis >= 0 && bias.Shape[axis] == output.Length ? output : null, AxisRole.Follows));
        }

        flow.Set(node, 0, 1, output);
    }
}
