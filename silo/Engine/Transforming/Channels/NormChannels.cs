using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Normalisation of each channel by itself: the parameters follow the channels of axis 1. An InstanceNormalization over channels (how
/// exporters write GroupNorm) takes its statistics over those that stay.
/// </summary>
internal sealed class NormChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["BatchNormalization", "InstanceNormalization"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (node.Inputs.Skip(1).Any(value => value is { IsConstant: false }))
        {
            flow.Stop(node, "its parameters are computed at run time");
            return;
        }

        if (node.Outputs.Count(output => output is not null) > 1)
        {
            flow.Stop(node, "it is in training mode");
            return;
        }

        if (node.OpType == "InstanceNormalization" && flow.Of(node.Input(0)) is { Axis: > 1 } inside)
        {
            flow.FirstInputOnly(node);
            flow.Sums(node, 0);
            flow.Set(node, 0, inside.Axis, inside.Labels);
            return;
        }

        var labels = flow.Along(node, 0, 1);
        for (var slot = 1; slot < node.Inputs.Count; slot++)
        {
            flow.Constant(node, slot, (0, labels, AxisRole.Follows));
        }

        if (labels is not null)
        {
            flow.Set(node, 0, 1, labels);
        }
    }
}
