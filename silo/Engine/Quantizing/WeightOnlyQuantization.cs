using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Quantizing.Lowering;
using AutoCompress.Engine.Quantizing.Placement;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Stores the weights of Conv, Gemm and MatMul as int8 codes, a scale for each output channel, behind a Cast and a Mul; all is computed in float.</summary>
/// <remarks>A quarter of the bytes at the latency of the float model, because ONNX Runtime folds Cast and Mul when it loads the model. It keeps
/// DequantizeLinear, so that behind one weights would be neither folded nor prepacked: half as fast as float (measured: Benchmarks int8).</remarks>
internal sealed class WeightOnlyQuantization : GraphPass
{
    /// <summary>All is computed in float, so nothing saturates.</summary>
    private static readonly int LargestCode = WeightBits.LargestCode(WeightBits.Full);

    protected override bool Rewrite(ModelGraph graph)
    {
        var done = new Dictionary<(GraphValue, int), GraphValue>();
        var changed = false;
        foreach (var node in graph.Nodes.Where(node => IntegerOperators.FormOf(node) == IntegerForm.Contraction).ToList())
        {
            var (weight, axis) = (node.Inputs[1]!, IntegerOperators.ChannelAxis(node));
            if (!done.TryGetValue((weight, axis), out var restored))
            {
                done[(weight, axis)] = restored = Restored(graph, weight, axis);
            }

            ModelGraph.SetInput(node, 1, restored);
            changed = true;
        }

        SmallConstants.Tidy(graph);
        return changed;
    }

    private static GraphValue Restored(ModelGraph graph, GraphValue weight, int axis)
    {
        var scales = WeightQuantizer.Scales(weight.Constant!, axis, bias: null, inputScale: 1, LargestCode);
        var codes = WeightQuantizer.Codes(weight.Constant!, axis, scales, new int[scales.Length], ElementType.Int8, LargestCode);
        var shape = new long[weight.Constant!.Rank];
        Array.Fill(shape, 1);
        shape[axis] = scales.Length;
        var cast = graph.AddNode("Cast", weight.Name + "_cast", [graph.AddConstant(weight.Name + "_int8", codes)], weight.Name + "_cast");
        cast.Attributes["to"] = new AttributeValue.Int((long)ElementType.Float);
        var scaled = graph.AddNode(
            "Mul", weight.Name + "_scaled", [cast.Output, graph.AddConstant(weight.Name + "_scale", Tensor.Of(scales, shape))], weight.Name + "_scaled");
        (cast.Output.Type, cast.Output.Shape) = (scaled.Output.Type, scaled.Output.Shape) = (ElementType.Float, weight.Shape);
        return scaled.Output;
    }
}
