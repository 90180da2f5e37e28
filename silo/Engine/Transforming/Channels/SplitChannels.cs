using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Split along the channels hands each output its labels; the sizes are written down after a cut.</summary>
internal sealed class SplitChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Split"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank)
        {
            flow.Stop(node, "the rank of its input is not known");
            return;
        }

        var along = Axes.Positive(node.Int("axis", 0), rank) == labels.Axis;
        if (along && node.Outputs.Any(output => output?.Size(labels.Axis) is null))
        {
            flow.Stop(node, "its sizes are not known before run time");
            return;
        }

        for (int slot = 0, start = 0; slot < node.Outputs.Count; slot++)
        {
            var size = along ? (int)node.Outputs[slot]!.Size(labels.Axis)!.Value : labels.Labels.Length;
            flow.Set(node, slot, labels.Axis, labels.Labels[start..(start + size)]);
            start += along ? size : 0;
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (cut.Labels(node.Inputs[0]!) is not { } labels || Axes.Positive(node.Int("axis", 0), node.Inputs[0]!.Shape!.Value.Length) != labels.Axis)
        {
            return;
        }

        var sizes = node.Outputs.Select(output => cut.Extent(output!, labels.Axis)).ToArray();
        node.Attributes.Remove("num_outputs");
        if (cut.Graph.Opset < 13)
        {
            node.Attributes["split"] = new AttributeValue.Ints([.. sizes]);
        }
        else
        {
            cut.SetInput(node, 1, Tensor.Of(sizes, sizes.Length));
        }
    }
}
