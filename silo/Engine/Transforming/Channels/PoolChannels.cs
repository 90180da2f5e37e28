using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Pooling over space leaves each channel by itself. A mean over the last axes, where the channels of a transformer lie, is one of those that stay.</summary>
internal sealed class PoolChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["AveragePool", "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "LpPool", "MaxPool"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (node.Outputs.Count > 1 && node.Outputs[1] is not null)
        {
            flow.Stop(node, "its indices count over all channels");
        }
        else if (node.OpType == "GlobalAveragePool" && flow.Of(node.Input(0)) is { Axis: > 1 })
        {
            flow.Sums(node, 0);
        }
        else if (flow.Along(node, 0, 1) is { } labels)
        {
            flow.Set(node, 0, 1, labels);
        }
    }
}
