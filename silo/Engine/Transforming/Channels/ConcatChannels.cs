using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Concat along the channels puts labels in a row; along another axis the inputs' channels meet.</summary>
internal sealed class ConcatChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Concat"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        var labelled = node.Inputs.Select(flow.Of).OfType<ChannelLabels>().ToList();
        if (labelled.Count == 0)
        {
            flow.FirstInputOnly(node);
            return;
        }

        if (node.Input(0)?.Shape?.Length is not { } rank || labelled.Select(labels => labels.Axis).Distinct().Count() > 1)
        {
            flow.Stop(node, "the channels of its inputs lie on different axes");
            return;
        }

        var axis = labelled[0].Axis;
        if (axis != Axes.Positive(node.Int("axis", 0), rank))
        {
            Meet(node, flow, axis, labelled[0].Labels);
        }
        else if (node.Inputs.Any(value => value?.Size(axis) is null))
        {
            flow.Stop(node, "the size of an input along the channels is not known");
        }
        else
        {
            flow.Set(node, 0, axis, [.. Enumerable.Range(0, node.Inputs.Count).SelectMany(slot => Part(node, slot, flow, axis))]);
        }
    }

    private static int[] Part(GraphNode node, int slot, ChannelFlow flow, int axis)
    {
        var value = node.Inputs[slot]!;
        if (flow.Of(value) is { } labels)
        {
            return labels.Labels;
        }

        if (!value.IsConstant)
        {
            return new int[value.Size(axis)!.Value];
        }

        var fresh = flow.Fresh(value.Size(axis)!.Value);
        flow.Constant(node, slot, (axis, fresh, AxisRole.Follows));
        return fresh;
    }

    private static void Meet(GraphNode node, ChannelFlow flow, int axis, int[] output)
    {
        for (var slot = 0; slot < node.Inputs.Count; slot++)
        {
            if (flow.Of(node.Inputs[slot]) is { } labels)
            {
                flow.Unite(node, output, labels.Labels);
            }
            else if (node.Inputs[slot]!.IsConstant)
            {
                flow.Constant(node, slot, (axis, output, AxisRole.Follows));
            }
            else
            {
                flow.Pin(node, output, $"they meet '{node.Inputs[slot]!.Name}', which keeps its size");
            }
        }

        flow.Set(node, 0, axis, output);
    }
}
