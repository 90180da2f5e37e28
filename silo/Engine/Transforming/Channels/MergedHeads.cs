using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>Labels that repeat along an axis which merges the batch with them. Only operators that never ask for an index of that axis let them pass.</summary>
internal static class MergedHeads
{
    /// <summary>Whether the labels of the node's inputs repeat; null when they must stop, since some do not or the operator is none that lets them pass.</summary>
    public static bool? Of(GraphNode node, ChannelFlow flow) => node.Inputs.Select(flow.Of).OfType<ChannelLabels>().Select(labels => labels.Repeats).Distinct().ToArray() switch
    {
        [true] when ChannelRules.Find(node) is ElementwiseChannels || node.OpType is "MatMul" or "Reshape" or "Softmax" or "Transpose" => true,
        [] or [false] => false,
        _ => null,
    };

    /// <summary>The size of such an axis when it holds other labels; null when <paramref name="dim"/> is no whole number of repetitions.</summary>
    public static Dim? Resized(Dim dim, int labels, int kept) =>
        dim.Size is null && dim.Factors() is { Symbol.Length: > 0 } parts && parts.Factor % labels == 0 ? Dim.Times(parts.Factor / labels * kept, parts.Symbol) : null;
}
