using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// MatMul with one constant matrix: x[…, in] · W[in, out], or W[out, in] · x[…, in, n]; channels on another axis of x pass, and what W makes (the
/// hidden units of a token-mixing MLP) is left to the second run. A product of two activations: see <see cref="ProductChannels"/>.
/// </summary>
internal sealed class MatMulChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["MatMul"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (Weight.Of(node, 1) is { } right && node.Input(0) is { IsConstant: false, Shape.Length: >= 2 and var rank })
        {
            Multiply(node, flow, right, (right.Rows, right.Columns), (0, rank - 1));
        }
        else if (Weight.Of(node, 0) is { } left && node.Input(1) is { IsConstant: false, Shape.Length: >= 2 and var ranks })
        {
            Multiply(node, flow, left, (left.Columns, left.Rows), (1, ranks - 2));
        }
        else
        {
            ProductChannels.Propagate(node, flow);
        }
    }

    /// <param name="matrix">The axes of the weight that read and make channels.</param>
    /// <param name="data">The slot of the activation and the axis that is summed over, which is that of the result.</param>
    private static void Multiply(GraphNode node, ChannelFlow flow, Weight weight, (int From, int Into) matrix, (int Slot, int Axis) data)
    {
        var read = flow.Of(node.Inputs[data.Slot]);
        if (read is not null && read.Axis != data.Axis)
        {
            flow.LeavesAside = true;
            if (!flow.Across)
            {
                flow.Constant(weight.Reader, weight.Slot);
                flow.Set(node, 0, read.Axis, read.Labels);
                return;
            }

            flow.Pin(node, read.Labels, "the second run follows what the weight makes along another axis");
            read = null;
        }

        var output = flow.Fresh(weight.Tensor.Shape[matrix.Into]);
        flow.Constant(weight.Reader, weight.Slot, (matrix.Into, output, AxisRole.Produces), (matrix.From, read?.Labels, AxisRole.Consumes));
        flow.Set(node, 0, data.Axis, output);
    }

    /// <summary>A constant matrix, which a Transpose may have turned: then it is that node's, with its axes swapped.</summary>
    private sealed record Weight(GraphNode Reader, int Slot, Tensor Tensor, int Rows, int Columns)
    {
        public static Weight? Of(GraphNode node, int slot) => node.Input(slot) switch
        {
            { Constant: { Rank: 2 } tensor } => new(node, slot, tensor, 0, 1),
            { Producer: { } turn } when TransposeChannels.TurnsWeight(turn) => new(turn, 0, turn.Inputs[0]!.Constant!, 1, 0),
            _ => null,
        };
    }
}
