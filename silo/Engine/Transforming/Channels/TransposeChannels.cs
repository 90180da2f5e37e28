using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Transpose moves the channels' axis.</summary>
internal sealed class TransposeChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Transpose"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
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
}
