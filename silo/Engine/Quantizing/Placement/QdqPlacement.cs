using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Quantizing.Placement;

/// <summary>Puts QuantizeLinear→DequantizeLinear pairs on weights (int8, symmetric, a scale for each output channel) and activations (uint8,
/// one scale), where ONNX Runtime's CPU provider makes integer kernels of all that stands between them.</summary>
/// <remarks>Unsigned activations because on x64 ONNX Runtime fuses no Conv with signed ones; without 8-bit dot products its kernels add two
/// products in 16 bits, which saturates for large codes (u8 · s8): hence <see cref="WeightBits"/>.</remarks>
internal sealed class QdqPlacement(QuantizationPlan plan, IReadOnlyDictionary<string, ValueRange> ranges, int weightBits = WeightBits.Full) : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        WeightBits.Set(graph, weightBits);
        QdqInsertion.Insert(graph, plan, ranges);
        return !plan.IsEmpty;
    }

    protected override void Ensures(ModelGraph graph)
    {
        foreach (var site in plan.Weights)
        {
            if (!graph.TryGetNode(site.Node, out var node) || !QdqPair.IsDequantized(node.Inputs[site.Slot], out _))
            {
                throw new InvalidOperationException($"input {site.Slot} of '{site.Node}' has no quantizer.");
            }
        }
    }
}
