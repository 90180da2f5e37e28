using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Transpose moves the channels' axis. Of a constant matrix that one MatMul alone reads it is that weight, the other way round.</summary>
internal sealed class TransposeChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Transpose"];

    /// <summary>Whether the node only turns a weight for a MatMul, which names the weight's axes itself.</summary>
    public static bool TurnsWeight(GraphNode node) => node is { OpType: "Transpose", Inputs: [{ Constant.Rank: 2 }], Output: { IsOutput: false, Uses: [{ Slot: >= 0, Node: var reader }] } }
        && reader.Is("MatMul") && (node.Ints("perm") is { IsDefault: true } or [1, 0]);

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (TurnsWeight(node))
        {
            return;
        }

        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        var order = node.Ints("perm");
        if (order.IsDefault && node.Inputs[0]!.Shape is null)
        {
            flow.Stop(node, "the rank of its input is not known");
            return;
        }

        flow.Set(node, 0, order.IsDefault ? node.Inputs[0]!.Shape!.Value.Length - 1 - labels.Axis : order.IndexOf(labels.Axis), labels.Labels);
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (TurnsWeight(node) && node.Inputs[0]!.Shape is [var rows, var columns])
        {
            node.Output.Shape = [columns, rows];
        }
    }
}
