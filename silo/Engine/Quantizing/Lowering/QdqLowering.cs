using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Quantizing.Lowering;

/// <summary>From the graph that was trained to the graph that ships: int8 weights, int32 biases, no Relu where saturation does its work.</summary>
/// <remarks>A float graph has nothing to lower. Scales of weights whose bias would not fit into int32 are raised; all else computes what it
/// did, up to rounding the bias to a 2²⁸th of its reach and to the order of sums.</remarks>
public sealed class QdqLowering : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        if (!graph.Nodes.Any(node => node.Is("QuantizeLinear")))
        {
            return false;
        }

        IntegerBias.MakeRoom(graph);
        ConstantCodes.Fold(graph);
        IntegerBias.Lower(graph);
        RedundantClips.Remove(graph);
        SmallConstants.Tidy(graph);
        return true;
    }

    protected override void Ensures(ModelGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            if (node.Is("QuantizeLinear") && node is { Inputs: [{ IsConstant: true }, { IsConstant: true }, ..], Output.IsOutput: false })
            {
                throw new InvalidOperationException($"{node} still quantizes a constant.");
            }

            if (node.Is("DequantizeLinear") && node.Inputs[0]!.Constant is { Type: not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int32) } codes)
            {
                throw new InvalidOperationException($"{node} reads codes of type {codes.Type}.");
            }
        }
    }
}
