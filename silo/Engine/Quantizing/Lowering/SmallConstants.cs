using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing.Lowering;

/// <summary>Keeps the file small: zero points of 0 are left out where that is harmless, equal constants are stored once, unread ones not at all.</summary>
internal static class SmallConstants
{
    public static void Tidy(ModelGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            // ONNX Runtime (seen in 1.29) fuses without them Conv's weights and biases only, but neither Gemm nor Flatten, MaxPool and their like.
            if (node.Is("DequantizeLinear") && node.Inputs[0]!.IsConstant && node.Output.Uses.All(use => use.Node.Is("Conv"))
                && node.Input(2) is { Constant: { } zero } && zero.Data.Span.IndexOfAnyExcept((byte)0) < 0)
            {
                ModelGraph.SetInput(node, 2, null);
            }
        }

        ShareEqual(graph);
        foreach (var unread in graph.Constants.Where(value => value is { IsOutput: false, Uses.Count: 0 }).ToList())
        {
            graph.RemoveConstant(unread);
        }
    }

    private static void ShareEqual(ModelGraph graph)
    {
        foreach (var alike in graph.Constants.Where(value => value is { IsInput: false, IsOutput: false, Constant.Texts: null } && value.Uses.All(use => use.Slot >= 0))
            .GroupBy(value => (value.Type, Shape: string.Join(',', value.Constant!.Shape.ToArray()), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(value.Constant.Data.Span)))).ToList())
        {
            foreach (var copy in alike.Skip(1))
            {
                graph.ReplaceUses(copy, alike.First());
            }
        }
    }
}
