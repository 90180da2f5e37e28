using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Resize and Upsample over space leave the channels; a constant target size is written anew, one that is computed from the channels follows.</summary>
internal sealed class ResizeChannels : IChannelRule
{
    private const int SizesSlot = 3;

    public IEnumerable<string> Operators => ["Resize", "Upsample"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            RuntimeSizes.PinSources(node, SizesSlot, flow);
            return;
        }

        if (node.Outputs[0]!.Size(labels.Axis) != labels.Labels.Length)
        {
            flow.Stop(node, "it resizes the channels' axis, or its output's shape is not known");
        }
        else if (node.Input(SizesSlot) is { IsConstant: false } && !Follows(node, labels, flow))
        {
            flow.Stop(node, "its target size is computed at run time");
        }
        else
        {
            RuntimeSizes.PinSources(node, SizesSlot, flow, Entry(node, labels.Axis));
            flow.Set(node, 0, labels.Axis, labels.Labels);
        }
    }

    /// <summary>Whether the channels' entry of the target size is the number of channels, whatever a cut leaves of them.</summary>
    private static bool Follows(GraphNode node, ChannelLabels labels, ChannelFlow flow) =>
        RuntimeSizes.Of(node.Input(SizesSlot)) is { } sizes && Entry(node, labels.Axis) is var entry
        && (entry < 0 || (entry < sizes.Length && sizes[entry].Follows(labels.Labels, flow)));

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
