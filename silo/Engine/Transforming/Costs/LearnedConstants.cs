using System.Collections.Frozen;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>
/// Which constants count as parameters: what training changes. Weights, biases, and scale and shift of normalisations do;
/// running statistics, shapes, bounds, rank-0 hyperparameters and quantization scales do not. A quantized weight counts its
/// elements. A constant that several nodes read counts once, for the first; constants inside subgraphs are not seen.
/// </summary>
internal static class LearnedConstants
{
    /// <summary>The learned slots of operators that also read other floating-point or any integer constants.</summary>
    private static readonly FrozenDictionary<string, int[]> Slots = new Dictionary<string, int[]>(StringComparer.Ordinal)
    {
        ["BatchNormalization"] = [1, 2],
        ["Clip"] = [],
        ["ConvInteger"] = [1],
        ["DequantizeLinear"] = [0],
        ["Dropout"] = [0],
        ["Expand"] = [0],
        ["MatMulInteger"] = [1],
        ["Pad"] = [0],
        ["QLinearConv"] = [3, 8],
        ["QLinearMatMul"] = [3],
        ["QuantizeLinear"] = [0],
        ["Resize"] = [0],
        ["Upsample"] = [0],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Quantized =
        FrozenSet.Create(StringComparer.Ordinal, "ConvInteger", "DequantizeLinear", "MatMulInteger", "QLinearConv", "QLinearMatMul");

    /// <summary>Each learned constant with its first reader, in graph order.</summary>
    public static IEnumerable<(GraphNode Node, GraphValue Value)> Of(ModelGraph graph)
    {
        var seen = new HashSet<GraphValue>();
        foreach (var node in graph.Nodes)
        {
            for (var slot = 0; slot < node.Inputs.Count; slot++)
            {
                if (node.Inputs[slot] is { Constant: { } tensor } value && IsLearned(node, slot, tensor) && seen.Add(value))
                {
                    yield return (node, value);
                }
            }
        }
    }

    private static bool IsLearned(GraphNode node, int slot, Tensor tensor) =>
        (!Slots.TryGetValue(node.OpType, out var slots) || slots.Contains(slot))
        && tensor.Rank > 0
        && (tensor.Type.IsFloatingPoint() || Quantized.Contains(node.OpType));
}
