using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Squeeze and Unsqueeze move the channels' axis by the axes of size 1 before it.</summary>
internal sealed class SqueezeChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Squeeze", "Unsqueeze"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        // Squeeze without axes would also drop channels that a cut leaves at size 1.
        if (node.Inputs[0]!.Shape?.Length is not { } rank || Axes.List(node, "axes", 1, []) is not { Length: > 0 } axes)
        {
            flow.Stop(node, "its axes are not written down");
            return;
        }

        if (node.OpType == "Squeeze")
        {
            if (Axes.IndexOf(axes, labels.Axis, rank) >= 0)
            {
                flow.Stop(node, "it drops the channels' axis");
                return;
            }

            flow.Set(node, 0, labels.Axis - axes.Count(axis => Axes.Positive(axis, rank) < labels.Axis), labels.Labels);
            return;
        }

        var added = axes.Select(axis => Axes.Positive(axis, rank + axes.Length)).ToHashSet();
        var places = Enumerable.Range(0, rank + axes.Length).Where(axis => !added.Contains(axis)).ToList();
        flow.Set(node, 0, places[labels.Axis], labels.Labels);
    }
}
