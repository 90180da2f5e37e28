using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// Operators that work element by element with broadcasting: the channels of all inputs that meet are united. An input
/// of size 1 along the channels is broadcast over them and stays; a constant follows.
/// </summary>
internal sealed class ElementwiseChannels : IChannelRule
{
    public IEnumerable<string> Operators =>
    [
        "Abs", "Acos", "Acosh", "Add", "And", "Asin", "Asinh", "Atan", "Atanh", "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr",
        "BitwiseXor", "Cast", "CastLike", "Ceil", "Celu", "Clip", "Cos", "Cosh", "Div", "Dropout", "Elu", "Equal", "Erf", "Exp", "Floor", "Gelu",
        "Greater", "GreaterOrEqual", "HardSigmoid", "HardSwish", "Identity", "IsInf", "IsNaN", "LeakyRelu", "Less", "LessOrEqual", "Log", "Max",
        "Mean", "Min", "Mish", "Mod", "Mul", "Neg", "Not", "Or", "Pow", "PRelu", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign",
        "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Sub", "Sum", "Tan", "Tanh", "ThresholdedRelu", "Where", "Xor",
    ];

    public void Propagate(GraphNode node, ChannelFlow flow)
    {
        var labelled = Enumerable.Range(0, node.Inputs.Count).Where(slot => flow.Of(node.Input(slot)) is not null).ToList();
        if (labelled.Count == 0)
        {
            flow.FirstInputOnly(node);
            return;
        }

        if (node.Inputs.Any(value => value is { Shape: null }))
        {
            flow.Stop(node, "the shape of an input is not known");
            return;
        }

        var rank = node.Inputs.Max(value => value?.Shape?.Length ?? 0);
        var axes = labelled.Select(slot => Aligned(node, slot, flow, rank)).Distinct().ToList();
        if (axes.Count > 1)
        {
            flow.Stop(node, "the channels of its inputs lie on different axes");
            return;
        }

        // Channels that are broadcast over others cannot leave.
        var width = labelled.Max(slot => flow.Of(node.Input(slot))!.Labels.Length);
        foreach (var slot in labelled.Where(slot => flow.Of(node.Input(slot))!.Labels.Length != width))
        {
            flow.Pin(node, slot, "they are broadcast over other channels");
        }

        var output = flow.Of(node.Input(labelled.Find(slot => flow.Of(node.Input(slot))!.Labels.Length == width)))!.Labels;
        for (var slot = 0; slot < node.Inputs.Count; slot++)
        {
            Meet(node, slot, flow, axes[0] - rank, output);
        }

        for (var slot = 0; slot < node.Outputs.Count; slot++)
        {
            flow.Set(node, slot, axes[0], output);
        }
    }

    private static int Aligned(GraphNode node, int slot, ChannelFlow flow, int rank) =>
        flow.Of(node.Inputs[slot])!.Axis + rank - node.Inputs[slot]!.Shape!.Value.Length;

    /// <param name="axis">The channels' axis, counted from the end: −1 is the last.</param>
    private static void Meet(GraphNode node, int slot, ChannelFlow flow, int axis, int[] output)
    {
        if (node.Inputs[slot] is not { } value)
        {
            return;
        }

        var rank = value.Shape!.Value.Length;
        var full = rank + axis >= 0 && value.Size(axis) is var size && (size is null || (size == output.Length && size > 1));
        if (value.IsConstant)
        {
            flow.Constant(node, slot, (rank + axis, full ? output : null, AxisRole.Follows));
        }
        else if (flow.Of(value) is { } labels)
        {
            if (labels.Labels.Length == output.Length)
            {
                flow.Unite(node, output, labels.Labels);
            }
        }
        else if (full)
        {
            flow.Pin(node, output, $"they meet '{value.Name}', which keeps its size");
        }
    }
}
