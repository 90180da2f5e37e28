using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Operators that mix along one axis: channels on that axis stop, channels on another one pass.</summary>
internal sealed class MixingChannels : IChannelRule
{
    public IEnumerable<string> Operators =>
        ["ArgMax", "ArgMin", "CumSum", "Hardmax", "LogSoftmax", "LpNormalization", "LRN", "MeanVarianceNormalization", "Softmax", "TopK"];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        flow.FirstInputOnly(node);
        if (flow.Of(node.Input(0)) is not { } labels)
        {
            return;
        }

        if (node.Inputs[0]!.Shape?.Length is not { } rank || Mixes(node, rank) is not { } mixes || mixes.Contains(labels.Axis))
        {
            flow.Stop(node, $"{node.OpType} mixes along axis {labels.Axis}, where the channels lie");
            return;
        }

        var drops = node.OpType is "ArgMax" or "ArgMin" && node.Int("keepdims", 1) != 1 && mixes[0] < labels.Axis;
        for (var slot = 0; slot < node.Outputs.Count; slot++)
        {
            flow.Set(node, slot, drops ? labels.Axis - 1 : labels.Axis, labels.Labels);
        }
    }

    /// <summary>The axes that are mixed, or null when they are not known before run time.</summary>
    private static int[]? Mixes(GraphNode node, int rank) => node.OpType switch
    {
        "LRN" => [1],
        "MeanVarianceNormalization" => node.Ints("axes") is { IsDefault: false } axes ? [.. axes.Select(axis => Axes.Positive(axis, rank))] : [0, 2, 3],
        "CumSum" => Axes.Constant(node.Input(1)) is { } axes ? [.. axes.Select(axis => Axes.Positive(axis, rank))] : null,
        "ArgMax" or "ArgMin" => [Axes.Positive(node.Int("axis", 0), rank)],
        _ => [Axes.Positive(node.Int("axis", -1), rank)],
    };
}
