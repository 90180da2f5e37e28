using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Shapes;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Resize and Upsample over space leave the channels; a constant target size is written anew, one that is computed from the channels follows.</summary>
internal sealed class ResizeChannels : IChannelRule
{
    private const int SizesSlot = 3;

    public IEnumerable<string> Operators => ["Resize", "Upsample"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        var labels = flow.Of(node.Input(0));
        var resizes = labels is not null && (node.Inputs[0]!.Shape is null || node.Outputs[0]!.Size(labels.Axis) != labels.Labels.Length);
        var follows = labels is not null && !resizes && Follows(node, labels, flow);
        SizeLabels.PinSources(node, SizesSlot, flow, follows ? Entry(node, labels!.Axis) : -1);
        if (resizes)
        {
            flow.Stop(node, "it resizes the channels' axis, or its output's shape is not known");
        }
        else if (labels is not null && !follows && node.Input(SizesSlot) is { IsConstant: false })
        {
            flow.Stop(node, "its target size is computed at run time");
        }
        else if (labels is not null)
        {
            flow.Set(node, 0, labels.Axis, labels.Labels);
        }
    }

    /// <summary>Whether the channels' entry of the target size is the number of channels, whatever a cut leaves of them.</summary>
    private static bool Follows(GraphNode node, ChannelLabels labels, ChannelFlow flow) =>
        RuntimeSizes.Of(node.Input(SizesSlot)) is { } sizes && Entry(node, labels.Axis) is var entry
        && (entry < 0 || (entry < sizes.Length && SizeLabels.Follows(sizes[entry], labels.Labels, flow)));

    private static int Entry(GraphNode node, int axis)
    {
        var rank = node.Inputs[0]!.Shape!.Value.Length;
        return Axes.IndexOf(node.Ints("axes") is { IsDefault: false } axes ? [.. axes] : Axes.All(rank), axis, rank);
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (cut.Labels(node.Inputs[0]!) is not { } labels || Axes.Constant(node.Input(SizesSlot)) is null)
        {
            return;
        }

        if (Entry(node, labels.Axis) is var entry && entry >= 0)
        {
            cut.SetElement(node, SizesSlot, entry, cut.Extent(node.Inputs[0]!, labels.Axis));
        }
    }
}
