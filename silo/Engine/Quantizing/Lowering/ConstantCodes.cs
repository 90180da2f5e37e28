using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing.Lowering;

/// <summary>Computes QuantizeLinear of constants, so that the file holds codes and only DequantizeLinear stays.</summary>
internal static class ConstantCodes
{
    public static void Fold(ModelGraph graph)
    {
        var largestCode = WeightBits.LargestCode(WeightBits.Of(graph));
        foreach (var node in graph.Nodes.Where(node => node.Is("QuantizeLinear")).ToList())
        {
            if (node is { Inputs: [{ Constant.Type: ElementType.Float } source, { Constant.Type: ElementType.Float }, ..], Output.IsOutput: false })
            {
                var codes = WeightQuantizer.Codes(
                    source.Constant!, QdqPair.Axis(node), QdqPair.Scales(node), QdqPair.ZeroPoints(node), QdqPair.CodeType(node), largestCode);
                graph.ReplaceUses(node.Output, graph.AddConstant(source.Name + "_int8", codes));
                graph.Remove(node);
            }
        }
    }
}
