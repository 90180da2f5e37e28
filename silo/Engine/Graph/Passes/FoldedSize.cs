namespace AutoCompress.Engine.Graph.Passes;

/// <summary>Operators whose output can be far larger than their inputs: sized before they are run, since a few bytes can ask for terabytes.</summary>
internal static class FoldedSize
{
    private static readonly HashSet<string> Elementwise = new(StringComparer.Ordinal)
    {
        "Add", "Sub", "Mul", "Div", "Pow", "Mod", "And", "Or", "Xor", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Where",
        "Max", "Min", "Sum", "Mean", "PRelu", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor",
    };

    /// <summary>Whether a node over constants gives at most <paramref name="limit"/> elements, or grows by nature no more than its inputs.</summary>
    public static bool IsBounded(GraphNode node, long limit) => node.OpType switch
    {
        "ConstantOfShape" => Product(node.Input(0)) <= limit,
        "Expand" or "Tile" => Product(node.Input(1)) * Math.Max(1, node.Input(0)!.Constant!.Count) <= limit,
        "Range" => Length(node) <= limit,
        "Pad" or "Resize" or "Upsample" or "OneHot" or "EyeLike" or "ConvTranspose" or "MaxUnpool" or "CenterCropPad" or "Col2Im" => false,
        "Reshape" or "Slice" or "Squeeze" or "Unsqueeze" or "Concat" or "Split" or "Clip" or "Transpose" => true,
        _ when Elementwise.Contains(node.OpType) => Broadcast(node) <= Math.Max(limit, node.Inputs.Max(input => input?.Constant?.Count ?? 0)),

        // Gather, MatMul, Einsum…: never more elements than the product of all inputs.
        _ => node.Inputs.Count < 2 || node.Inputs.Aggregate(1.0, (product, input) => product * Math.Max(1, input?.Constant!.Count ?? 1)) <= limit,
    };

    private static double Broadcast(GraphNode node)
    {
        var shapes = node.Inputs.OfType<GraphValue>().Select(input => input.Constant!.Shape.ToArray()).ToList();
        return Enumerable.Range(1, shapes.Max(shape => shape.Length))
            .Aggregate(1.0, (product, fromEnd) => product * shapes.Max(shape => fromEnd <= shape.Length ? shape[^fromEnd] : 1));
    }

    private static double Product(GraphValue? sizes) => sizes?.Constant is { Type: ElementType.Int64 } constant
        ? constant.Values<long>().ToArray().Aggregate(1.0, (product, size) => product * Math.Abs((double)size))
        : double.PositiveInfinity;

    private static double Length(GraphNode range)
    {
        var bounds = range.Inputs.Select(input => input?.Constant is { Count: 1 } scalar ? Number(scalar) : double.NaN).ToArray();
        return bounds.Length == 3 && !bounds.Any(double.IsNaN) && bounds[2] != 0 ? Math.Abs((bounds[1] - bounds[0]) / bounds[2]) : double.PositiveInfinity;
    }

    private static double Number(Tensor scalar) => scalar.Type switch
    {
        ElementType.Int64 => scalar.Values<long>()[0],
        ElementType.Int32 => scalar.Values<int>()[0],
        ElementType.Int16 => scalar.Values<short>()[0],
        ElementType.Float => scalar.Values<float>()[0],
        ElementType.Double => scalar.Values<double>()[0],
        _ => double.NaN,
    };
}
