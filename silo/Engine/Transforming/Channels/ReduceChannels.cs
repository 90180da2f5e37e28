using System.Collections.Frozen;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Reductions: over space the channels pass. Over the channels, means and sums are those of the channels that stay; what picks one
/// (the maximum) or multiplies them stops them.
/// </summary>
internal sealed class ReduceChannels : IChannelRule
{
    private static readonly FrozenSet<string> Sums =
        FrozenSet.Create(StringComparer.Ordinal, "ReduceL1", "ReduceL2", "ReduceMean", "ReduceSum", "ReduceSumSquare");

    public IEnumerable<string> Operators =>
    [
        "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare",
    ];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank || Axes.List(node, "axes", 1, []) is not { } axes)
        {
            flow.Stop(node, "its axes are not known before run time");
            return;
        }

        if (axes.Length == 0 && node.Int("noop_with_empty_axes", 0) == 0)
        {
            axes = Axes.All(rank);
        }

        if (Axes.IndexOf(axes, labels.Axis, rank) >= 0)
        {
            if (Sums.Contains(node.OpType))
            {
                flow.Sums(node, 0);
            }
            else
            {
                flow.Stop(node, $"{node.OpType} reduces axis {labels.Axis}, where the channels lie");
            }

            return;
        }

        var before = node.Int("keepdims", 1) == 1 ? 0 : axes.Count(axis => Axes.Positive(axis, rank) < labels.Axis);
        flow.Set(node, 0, labels.Axis - before, labels.Labels);
    }
}
