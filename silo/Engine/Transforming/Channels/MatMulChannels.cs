using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>MatMul with one constant matrix: x[…, in] · W[in, out], or W[out, in] · x[…, in, n]. Products of two activations stop channels.</summary>
internal sealed class MatMulChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["MatMul"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (node.Input(1) is { Constant: { Rank: 2 } right } && node.Input(0) is { IsConstant: false, Shape.Length: >= 2 and var rank })
        {
            var output = flow.Fresh(right.Shape[1]);
            flow.Constant(node, 1, (1, output, AxisRole.Produces), (0, flow.Along(node, 0, rank - 1), AxisRole.Consumes));
            flow.Set(node, 0, rank - 1, output);
        }
        else if (node.Input(0) is { Constant: { Rank: 2 } left } && node.Input(1) is { IsConstant: false, Shape.Length: >= 2 and var ranks })
        {
            var output = flow.Fresh(left.Shape[0]);
            flow.Constant(node, 0, (0, output, AxisRole.Produces), (1, flow.Along(node, 1, ranks - 2), AxisRole.Consumes));
            flow.Set(node, 0, ranks - 2, output);
        }
        else
        {
            flow.Stop(node, "neither of its inputs is a constant matrix");
        }
    }
}
