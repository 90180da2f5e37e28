using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Slice takes a range of the labels. After a cut a range stays a range; steps other than 1 become a Gather.</summary>
internal sealed class SliceChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Slice"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank || SliceRange.Of(node, labels.Axis, rank, labels.Labels.Length) is not { } range)
        {
            flow.Stop(node, "its range is not known before run time");
        }
        else if (range.Indices().Length == 0 || (range.Step != 1 && range.Axes > 1))
        {
            flow.Stop(node, "it takes an empty range, or steps through several axes");
        }
        else
        {
            flow.Set(node, 0, labels.Axis, [.. range.Indices().Select(index => labels.Labels[index])]);
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (cut.Labels(node.Inputs[0]!) is not { } labels
            || SliceRange.Of(node, labels.Axis, node.Inputs[0]!.Shape!.Value.Length, labels.Labels.Length) is not { Entry: >= 0 } range)
        {
            return;
        }

        var places = cut.NewPlaces(labels.Labels);
        var taken = range.Indices().Select(index => places[index]).Where(place => place >= 0).Select(place => (long)place).ToArray();
        if (range.Step != 1)
        {
            node.OpType = "Gather";
            node.Attributes["axis"] = new AttributeValue.Int(labels.Axis);
            for (var slot = node.Inputs.Count - 1; slot > 1; slot--)
            {
                ModelGraph.SetInput(node, slot, null);
            }

            cut.SetInput(node, 1, Tensor.Of(taken, taken.Length));
            return;
        }

        cut.SetElement(node, 1, range.Entry, taken[0]);
        cut.SetElement(node, 2, range.Entry, taken[^1] + 1);
    }
}
