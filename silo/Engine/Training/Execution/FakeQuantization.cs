using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Quantizing;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>
/// QuantizeLinear followed by DequantizeLinear with the same scale and zero point runs as one fake-quantization whose gradient goes
/// straight through inside the range and is zero outside. With learned scales it follows LSQ (Esser et al. 2020): the scale's
/// gradient is weighted by 1/√(elements · largest level), and the logarithm is what is trained, so that a scale stays positive.
/// </summary>
internal sealed class FakeQuantization
{
    private FakeQuantization(HashSet<GraphNode> starts, Dictionary<GraphNode, FakeQuantizedPair> pairs) => (Starts, Pairs) = (starts, pairs);

    /// <summary>QuantizeLinear nodes that run as part of a pair.</summary>
    public HashSet<GraphNode> Starts { get; }

    /// <summary>By their DequantizeLinear node.</summary>
    public Dictionary<GraphNode, FakeQuantizedPair> Pairs { get; }

    /// <param name="others">Nodes that run elsewhere, so that they are no half of a pair.</param>
    public static FakeQuantization Find(
        ModelGraph graph, HashSet<GraphNode> needed, IReadOnlyList<GraphValue> wanted, IReadOnlySet<GraphNode> others)
    {
        var starts = new HashSet<GraphNode>();
        var pairs = new Dictionary<GraphNode, FakeQuantizedPair>();
        var largestWeight = WeightBits.LargestCode(WeightBits.Of(graph));
        foreach (var start in graph.Nodes.Where(node => needed.Contains(node) && IsStart(node) && !wanted.Contains(node.Output)
            && !others.Contains(node) && !node.Output.Uses.Any(use => others.Contains(use.Node))))
        {
            starts.Add(start);
            foreach (var use in start.Output.Uses)
            {
                pairs[use.Node] = new(start, use.Node, largestWeight);
            }
        }

        return new(starts, pairs);
    }

    /// <summary>Whether all that reads a scale are fused pairs, so that its logarithm can take its place.</summary>
    /// <param name="uses">Those of nodes that run.</param>
    public bool IsScaleOfPairsOnly(IEnumerable<ValueUse> uses) =>
        uses.All(use => use.Slot == 1 && (Starts.Contains(use.Node) || Pairs.ContainsKey(use.Node)));

    public static TorchTensor LogScale(TorchTensor scale) => Torch.Call(Aten.Detach, Torch.Call(Aten.Log, scale));

    private static bool IsStart(GraphNode node) => node.Is("QuantizeLinear")
        && node.Int("block_size", 0) == 0
        && node.Outputs is [{ IsOutput: false, Uses.Count: > 0 } quantized]
        && quantized.Uses.All(use => use.Slot == 0 && use.Node.Is("DequantizeLinear") && Matches(node, use.Node));

    private static bool Matches(GraphNode quantize, GraphNode dequantize) =>
        Same(quantize.Input(1), dequantize.Input(1))
        && Same(quantize.Input(2), dequantize.Input(2))
        && quantize.Int("axis", 1) == dequantize.Int("axis", 1);

    private static bool Same(GraphValue? a, GraphValue? b) => a == b
        || (a is not null && b is not null && NodeContext.ConstantOf(a) is { } x && NodeContext.ConstantOf(b) is { } y
            && x.Type == y.Type && x.Shape.SequenceEqual(y.Shape) && x.Data.Span.SequenceEqual(y.Data.Span));
}
