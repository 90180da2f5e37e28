using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming.Costs;

/// <summary>Sizes of tensors for one sample: the batch and other free dimensions count as 1, "4*batch" as 4.</summary>
internal static class Sizes
{
    /// <exception cref="StepFailureException">The shape is not known.</exception>
    public static long[] Of(GraphValue value, GraphNode node) => value.Constant is { } tensor ? tensor.Shape.ToArray()
        : value.Shape is { } shape ? [.. shape.Select(dim => dim.Size ?? dim.Factors().Factor)]
        : value.Producer is { OpType: "DequantizeLinear" or "QuantizeLinear" or "Cast" or "Identity" } through && through.Inputs[0] is { } source ? Of(source, node)
        : throw new StepFailureException(
            FailureCause.Unsupported, $"Its operations are not counted: the shape of '{value.Name}' is not known before run time. Give the model's inputs fixed sizes beside the batch, or export it with opset 13 or higher.");

    public static long Product(IEnumerable<long> sizes) => sizes.Aggregate(1L, (a, b) => checked(a * b));
}
