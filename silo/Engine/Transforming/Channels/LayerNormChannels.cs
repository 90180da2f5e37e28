using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>LayerNormalization: over the channels its statistics are those of the channels that stay, and scale and shift follow.</summary>
internal sealed class LayerNormChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["LayerNormalization", "RMSNormalization"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            flow.FirstInputOnly(node);
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank || node.Inputs.Skip(1).Any(value => value is { IsConstant: false })
            || node.Outputs.Count(output => output is { Uses.Count: > 0 } or { IsOutput: true }) > 1)
        {
            flow.Stop(node, "its rank is not known, its parameters are computed at run time or its statistics are read");
            return;
        }

        var first = Axes.Positive(node.Int("axis", -1), rank);
        for (var slot = 1; slot < node.Inputs.Count; slot++)
        {
            // The parameters are aligned with the last axes.
            var axis = labels.Axis - rank + (node.Input(slot)?.Constant?.Rank ?? 0);
            var follows = axis >= 0 && node.Inputs[slot]!.Constant!.Shape[axis] == labels.Labels.Length && labels.Labels.Length > 1;
            flow.Constant(node, slot, (axis, follows ? labels.Labels : null, AxisRole.Follows));
        }

        if (labels.Axis >= first)
        {
            flow.Sums(node, 0);
        }

        flow.Set(node, 0, labels.Axis, labels.Labels);
    }
}
