using System.Diagnostics.CodeAnalysis;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Reads QuantizeLinear and DequantizeLinear nodes.</summary>
internal static class QdqPair
{
    /// <summary>The DequantizeLinear that computes <paramref name="value"/>, when its scale is constant.</summary>
    public static bool IsDequantized([NotNullWhen(true)] GraphValue? value, [NotNullWhen(true)] out GraphNode? dequantize)
    {
        dequantize = value?.Producer is { } producer && producer.Is("DequantizeLinear") && producer.Inputs[1] is { Constant.Type: ElementType.Float } ? producer : null;
        return dequantize is not null;
    }

    public static ReadOnlySpan<float> Scales(GraphNode node) => node.Inputs[1]!.Constant!.Values<float>();

    /// <summary>The type of the codes: the zero point's; unsigned where it is left out (as the ONNX specification has it below opset 21).</summary>
    public static ElementType CodeType(GraphNode node) => node.Input(2)?.Type ?? node.Inputs[0] switch
    {
        { Type: ElementType.Int8 or ElementType.UInt8 or ElementType.Int32 } codes when node.Is("DequantizeLinear") => codes.Type,
        _ => ElementType.UInt8,
    };

    /// <summary>Zero points, one for each scale.</summary>
    public static int[] ZeroPoints(GraphNode node)
    {
        var points = new int[Scales(node).Length];
        if (node.Input(2)?.Constant is { } constant)
        {
            for (var i = 0; i < points.Length; i++)
            {
                var code = constant.Data.Span[constant.Count == 1 ? 0 : i];
                points[i] = constant.Type == ElementType.Int8 ? unchecked((sbyte)code) : code;
            }
        }

        return points;
    }

    /// <summary>The axis along which the scales lie, or null for one scale.</summary>
    public static int? Axis(GraphNode node)
    {
        if (node.Inputs[1]!.Constant!.Rank == 0)
        {
            return null;
        }

        var axis = (int)node.Int("axis", 1);
        return axis < 0 ? axis + node.Inputs[0]!.Shape!.Value.Length : axis;
    }

    /// <summary>The parameters of a pair with one scale.</summary>
    public static QuantizationParameters Parameters(GraphNode node) => new(Scales(node)[0], ZeroPoints(node)[0], CodeType(node));
}
