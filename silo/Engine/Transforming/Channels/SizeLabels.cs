using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Shapes;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Channels whose number an operator reads in a list of sizes that is computed at run time.</summary>
internal static class SizeLabels
{
    /// <summary>Whether every element is a constant or the size of one axis, so that no channel hides in it.</summary>
    public static bool AreVisible(GraphValue? list) => RuntimeSizes.Of(list) is { } sizes && !sizes.Any(element => element.IsComputed);

    /// <summary>Whether the element is the size of an axis with just these channels, so that it is right after every cut.</summary>
    public static bool Follows(SizeElement element, int[] labels, ChannelFlow flow)
    {
        if (element.IsComputed || flow.Of(element.Source) is not { } source || source.Axis != element.Axis || source.Labels.Length != labels.Length)
        {
            return false;
        }

        return source.Labels.Zip(labels, (a, b) => flow.Union.Find(a) == flow.Union.Find(b)).All(same => same);
    }

    /// <summary>Pins channels whose number is asked for where it must not change: all of the list's sources but the entry that follows its own channels.</summary>
    public static void PinSources(GraphNode node, int slot, ChannelFlow flow, int followed = -1)
    {
        var sizes = RuntimeSizes.Of(node.Input(slot)) ?? [];
        for (var i = 0; i < sizes.Length; i++)
        {
            if (i != followed && flow.Of(sizes[i].Source) is { } source && source.Axis == sizes[i].Axis)
            {
                flow.Pin(node, source.Labels, "their number is a size of something else here");
            }
        }
    }
}
