using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Pad: constant channels put before and after the others get labels of their own, so that a residual add can cut them.</summary>
internal sealed class PadChannels : IChannelRule
{
    public IEnumerable<string> Operators => ["Pad"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank || Pads(node, labels.Axis, rank) is not { } pads)
        {
            flow.Stop(node, "its pads are not known before run time");
        }
        else if (pads.Before == 0 && pads.After == 0)
        {
            flow.Set(node, 0, labels.Axis, labels.Labels);
        }
        else if (pads.Before < 0 || pads.After < 0 || node.Text("mode", "constant") != "constant")
        {
            flow.Stop(node, "it mirrors or crops channels");
        }
        else
        {
            flow.Set(node, 0, labels.Axis, [.. flow.Fresh(pads.Before), .. labels.Labels, .. flow.Fresh(pads.After)]);
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (cut.Labels(node.Inputs[0]!) is not { } labels
            || Pads(node, labels.Axis, node.Inputs[0]!.Shape!.Value.Length) is not { } pads || pads is { Before: 0, After: 0 })
        {
            return;
        }

        var output = cut.Labels(node.Outputs[0]!)!.Labels;
        cut.SetElement(node, 1, pads.Entry, output.Take((int)pads.Before).Count(cut.Keeps));
        cut.SetElement(node, 1, pads.Entry + pads.Axes, output.TakeLast((int)pads.After).Count(cut.Keeps));
    }

    /// <summary>Null when the pads are computed at run time, kept in an attribute (before opset 11), or not two for each axis.</summary>
    private static (int Entry, int Axes, long Before, long After)? Pads(GraphNode node, int axis, int rank)
    {
        var axes = node.Input(3) is { } given ? Axes.Constant(given) : Axes.All(rank);
        if (Axes.Constant(node.Input(1)) is not { } pads || axes is null || pads.Length != 2 * axes.Length)
        {
            return null;
        }

        var entry = Axes.IndexOf(axes, axis, rank);
        return entry < 0 ? (-1, axes.Length, 0, 0) : (entry, axes.Length, pads[entry], pads[entry + axes.Length]);
    }
}
