using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing.Lowering;

/// <summary>Turns the float bias of a quantized contraction into int32 codes on the scale of the sums it is added to: input scale · weight scale.</summary>
internal static class IntegerBias
{
    /// <summary>Raises weight scales at which a bias would not fit into int32. Training can have moved them since they were placed.</summary>
    public static void MakeRoom(ModelGraph graph)
    {
        foreach (var (_, input, weight, bias) in Contractions(graph))
        {
            var (scales, inputScale) = (QdqPair.Scales(weight).ToArray(), QdqPair.Scales(input)[0]);
            var changed = false;
            for (var c = 0; c < scales.Length; c++)
            {
                var least = WeightQuantizer.LeastScale(BiasOf(bias, c), inputScale);
                changed |= scales[c] < least;
                scales[c] = Math.Max(scales[c], least);
            }

            if (changed)
            {
                ModelGraph.SetConstant(weight.Inputs[1]!, Tensor.Of(scales, weight.Inputs[1]!.Constant!.Shape));
            }
        }
    }

    public static void Lower(ModelGraph graph)
    {
        foreach (var (node, input, weight, bias) in Contractions(graph).ToList())
        {
            var weightScales = QdqPair.Scales(weight);
            var inputScale = QdqPair.Scales(input)[0];
            var values = bias.Constant!.Values<float>();
            var (scales, codes) = (new float[values.Length], new int[values.Length]);
            for (var c = 0; c < codes.Length; c++)
            {
                scales[c] = inputScale * weightScales[weightScales.Length == 1 ? 0 : c];
                codes[c] = (int)Math.Clamp(Math.Round((double)values[c] / scales[c]), int.MinValue, int.MaxValue);
            }

            var dequantize = graph.AddNode(
                "DequantizeLinear",
                bias.Name + "_dq",
                [graph.AddConstant(bias.Name + "_q", Tensor.Of(codes, codes.Length)), graph.AddConstant(bias.Name + "_scale", Tensor.Of(scales, scales.Length))],
                bias.Name + "_dq");
            dequantize.Attributes["axis"] = new AttributeValue.Int(0);
            (dequantize.Output.Type, dequantize.Output.Shape) = (ElementType.Float, [Dim.Of(codes.Length)]);
            ModelGraph.SetInput(node, 2, dequantize.Output);
        }
    }

    /// <summary>Convs and Gemms between pairs whose bias is one float a channel.</summary>
    private static IEnumerable<(GraphNode Node, GraphNode Input, GraphNode Weight, GraphValue Bias)> Contractions(ModelGraph graph)
    {
        foreach (var node in graph.Nodes.Where(node => node.Is("Conv") || node.Is("Gemm")))
        {
            if (QdqPair.IsDequantized(node.Inputs[0], out var input) && QdqPair.IsDequantized(node.Inputs[1], out var weight)
                && node.Input(2) is { Constant: { Type: ElementType.Float, Rank: 1 } constant } bias
                && QdqPair.Scales(input).Length == 1 && QdqPair.Scales(weight).Length is var scales && (scales == 1 || scales == constant.Count))
            {
                yield return (node, input, weight, bias);
            }
        }
    }

    private static float BiasOf(GraphValue bias, int channel) => bias.Constant!.Values<float>()[channel];
}
