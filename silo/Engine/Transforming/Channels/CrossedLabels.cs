using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Keeps two labellings apart: labels of the second that do not lie across the first are pinned, so that after any cut of both the size of an
/// axis is the product of what each keeps of it, over its full size.
/// </summary>
internal static class CrossedLabels
{
    /// <param name="constants">The merged axes of <paramref name="flow"/>'s constants.</param>
    public static void Pin(ChannelLayer first, ChannelFlow flow, Dictionary<string, ImmutableArray<ConstantAxis>> constants)
    {
        foreach (var (value, labels) in flow.Labels)
        {
            if (first.LabelsOf(value.Name) is { } below && below.Axis == labels.Axis)
            {
                Pin(first, below.Labels, flow, labels.Labels, value.Producer!);
            }
        }

        foreach (var (value, uses) in flow.Constants)
        {
            foreach (var axis in constants.GetValueOrDefault(value.Name, []))
            {
                if (first.AxesOf(value.Name).FirstOrDefault(other => other.Axis == axis.Axis) is { } below)
                {
                    Pin(first, below.Labels, flow, axis.Labels, uses[0].Node);
                }
            }
        }

        // One node cannot take its sums over what stays of two labellings.
        var summed = first.Statistics.Select(use => use.Node).ToHashSet(StringComparer.Ordinal);
        foreach (var (node, slot) in flow.Statistics.Where(use => summed.Contains(use.Node.Name)))
        {
            flow.Pin(node, slot, "it sums over other channels too");
        }
    }

    /// <summary>Pins each class that does not meet every class of the first labelling equally often, in proportion to its size.</summary>
    private static void Pin(ChannelLayer first, int[] below, ChannelFlow flow, int[] above, GraphNode node)
    {
        if (below.Length != above.Length)
        {
            flow.Pin(node, above, "they repeat along other channels");
            return;
        }

        var roots = Array.ConvertAll(below, label => first.IsPinned(label) ? 0 : first.Root(label));
        var totals = roots.CountBy(root => root).ToDictionary();
        foreach (var part in above.Select((label, place) => (Root: flow.Union.Find(label), Below: roots[place])).GroupBy(pair => pair.Root, pair => pair.Below).ToList())
        {
            if (flow.Union.IsPinned(part.Key))
            {
                continue;
            }

            var meets = part.CountBy(root => root).ToDictionary();
            if (meets.Count < totals.Count || meets.Any(pair => (long)pair.Value * below.Length != (long)totals[pair.Key] * part.Count()))
            {
                flow.Union.Pin(part.Key, new Barrier(node.Name, node.OpType, "they lie along other channels here"));
            }
        }
    }
}
