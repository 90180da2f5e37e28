using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Resize and Upsample over space leave the channels; a constant target size is written anew.</summary>
internal sealed class ResizeChannels : IChannelRule
{
    private const int SizesSlot = 3;

    public IEnumerable<string> Operators => ["Resize", "Upsample"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Outputs[0]!.Size(labels.Axis) != labels.Labels.Length)
        {
            flow.Stop(node, "it resizes the channels' axis, or its output's shape is not known");
        }
        else if (node.Input(SizesSlot) is { IsConstant: false })
        {
            flow.Stop(node, "its target size is computed at run time");
        }
        else
        {
            flow.Set(node, 0, labels.Axis, labels.Labels);
        }
    }

    public void Rewrite(GraphNode node, ChannelCut cut)
    {
        if (cut.Labels(node.Inputs[0]!) is not { } labels || Axes.Constant(node.Input(SizesSlot)) is null)
        {
            return;
        }

        var rank = node.Inputs[0]!.Shape!.Value.Length;
        var entry = Axes.IndexOf(node.Ints("axes") is { IsDefault: false } axes ? [.. axes] : Axes.All(rank), labels.Axis, rank);
        if (entry >= 0)
        {
            cut.SetElement(node, SizesSlot, entry, cut.Extent(node.Inputs[0]!, labels.Axis));
        }
    }
}
