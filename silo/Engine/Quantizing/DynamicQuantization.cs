using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Quantizing.Lowering;
using AutoCompress.Engine.Quantizing.Placement;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Int8 weights, and activations whose range is taken anew from each input: DynamicQuantizeLinear, then ConvInteger or MatMulInteger, then
/// the product with both scales. No calibration.</summary>
/// <param name="weightBits">See <see cref="WeightBits"/>.</param>
/// <remarks>The range is that of the whole batch, so that a result depends a little on what else is in the batch.</remarks>
internal sealed class DynamicQuantization(int weightBits = WeightBits.Full) : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var activations = new Dictionary<GraphValue, GraphNode>();
        var nodes = graph.Nodes.Where(node => IntegerOperators.FormOf(node) == IntegerForm.Contraction).ToList();
        foreach (var node in nodes)
        {
            var input = node.Inputs[0]!;
            if (!activations.TryGetValue(input, out var quantize))
            {
                quantize = graph.AddNode("DynamicQuantizeLinear", input.Name + "_q", [input], input.Name + "_q", input.Name + "_s", input.Name + "_z");
                activations.Add(input, quantize);
            }

            Replace(graph, node, quantize, WeightBits.LargestCode(weightBits));
        }

        SmallConstants.Tidy(graph);
        WeightBits.Set(graph, weightBits);
        return nodes.Count > 0;
    }

    private static void Replace(ModelGraph graph, GraphNode node, GraphNode quantize, int largestCode)
    {
        var (weight, axis, name) = (node.Inputs[1]!, IntegerOperators.ChannelAxis(node), node.Output.Name);
        var scales = WeightQuantizer.Scales(weight.Constant!, axis, bias: null, inputScale: 1, largestCode);
        var codes = WeightQuantizer.Codes(weight.Constant!, axis, scales, new int[scales.Length], ElementType.Int8, largestCode);
        if (node.Is("Gemm") && axis == 0)
        {
            codes = Transposed(codes);
        }

        // The scales and the bias broadcast along the result's channels: axis 1 of a convolution, the last axis of a product.
        long[] channels = node.Is("Conv") ? [scales.Length, .. Enumerable.Repeat(1L, weight.Constant!.Rank - 2)] : [scales.Length];
        var products = graph.AddNode(
            node.Is("Conv") ? "ConvInteger" : "MatMulInteger",
            name + "_products",
            [quantize.Outputs[0], graph.AddConstant(weight.Name + "_int8", codes), quantize.Outputs[2]],
            name + "_products");
        foreach (var (attribute, value) in node.Is("Conv") ? node.Attributes : [])
        {
            products.Attributes.Add(attribute, value);
        }

        var sums = graph.AddNode("Cast", name + "_sums", [products.Output], name + "_sums");
        sums.Attributes["to"] = new AttributeValue.Int((long)ElementType.Float);
        var scale = graph.AddNode(
            "Mul", name + "_scale", [quantize.Outputs[1], graph.AddConstant(weight.Name + "_scale", Tensor.Of(scales, channels))], name + "_scale");
        var result = graph.AddNode("Mul", name + "_real", [sums.Output, scale.Output], name + "_real").Output;
        if (IntegerOperators.Bias(node) is { } bias)
        {
            var shaped = node.Is("Conv") ? graph.AddConstant(bias.Name + "_shaped", bias.Constant!.Reshape(channels)) : bias;
            result = graph.AddNode("Add", name + "_biased", [result, shaped], name + "_biased").Output;
        }

        (result.Type, result.Shape) = (node.Output.Type, node.Output.Shape);
        graph.ReplaceUses(node.Output, result);
        graph.Remove(node);
    }

    private static Tensor Transposed(Tensor codes)
    {
        var (rows, columns) = ((int)codes.Shape[0], (int)codes.Shape[1]);
        var data = new byte[rows * columns];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = codes.Data.Span[i % rows * columns + i / rows];
        }

        return new(codes.Type, [columns, rows], data);
    }
}
