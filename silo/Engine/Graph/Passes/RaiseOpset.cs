using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Passes;

/// <summary>
/// Rewrites a graph of the opsets 7 to 12 for opset 13, the first whose QuantizeLinear has a scale for each channel: lists that were attributes
/// become inputs, and Softmax says its axis. Newer graphs stay as they are.
/// </summary>
/// <remarks>Infer shapes before: the old Softmax flattens all axes from its own on, which is the new one only on the last axis.</remarks>
public sealed class RaiseOpset : GraphPass
{
    /// <summary>What graphs have at least afterwards.</summary>
    public const int Target = 13;

    private const int Oldest = 7;

    /// <summary>The IR version that came with the opset.</summary>
    private const int TargetIr = 7;

    /// <summary>Attributes that became inputs, with their slots.</summary>
    private static readonly Dictionary<string, (string Attribute, int Slot)[]> Moved = new(StringComparer.Ordinal)
    {
        ["Squeeze"] = [("axes", 1)],
        ["Unsqueeze"] = [("axes", 1)],
        ["ReduceSum"] = [("axes", 1)],
        ["Split"] = [("split", 1)],
        ["Slice"] = [("starts", 1), ("ends", 2), ("axes", 3)],
        ["Pad"] = [("pads", 1), ("value", 2)],
        ["Clip"] = [("min", 1), ("max", 2)],
        ["TopK"] = [("k", 1)],
        ["Upsample"] = [("scales", 1)],
    };

    protected override void Requires(ModelGraph graph)
    {
        if (graph.Opset is > 0 and < Oldest)
        {
            throw Refused(graph, "operators of opsets before 7 compute otherwise");
        }

        if (graph.Opset < Target && graph.Nodes.FirstOrDefault(node => Obstacle(node) is not null) is { } node)
        {
            throw Refused(graph, $"{node} {Obstacle(node)}");
        }
    }

    protected override bool Rewrite(ModelGraph graph)
    {
        if (graph.Opset is 0 or >= Target)
        {
            return false;
        }

        foreach (var node in graph.Nodes.Where(node => node.Domain.Length == 0).ToList())
        {
            foreach (var (attribute, slot) in Moved.GetValueOrDefault(node.OpType, []))
            {
                Move(graph, node, attribute, slot);
            }

            Respell(graph, node);
        }

        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("", Target), IrVersion = Math.Max(graph.Header.IrVersion, TargetIr) };
        return true;
    }

    /// <summary>Why a node cannot be rewritten; null when it can.</summary>
    private static string? Obstacle(GraphNode node) => node switch
    {
        { Domain.Length: > 0 } => null,
        _ when node.Attributes.Values.Any(attribute => attribute is AttributeValue.Opaque) => "holds a graph of its own",
        { OpType: "Softmax" or "LogSoftmax" or "Hardmax" } when !IsOnLastAxis(node) => "works on several axes at once",
        { OpType: "BatchNormalization" } when node.Int("spatial", 1) == 0 => "has statistics for each place",
        { OpType: "Scatter" } => "has no successor of its name",
        _ => null,
    };

    private static bool IsOnLastAxis(GraphNode node) => node.Input(0)?.Shape is { } shape && Axes.Positive(node.Int("axis", 1), shape.Length) == shape.Length - 1;

    private static void Move(ModelGraph graph, GraphNode node, string attribute, int slot)
    {
        if (!node.Attributes.TryGetValue(attribute, out var value))
        {
            return;
        }

        var tensor = value switch
        {
            AttributeValue.Ints ints => Tensor.Of(ints.Values.ToArray(), ints.Values.Length),
            AttributeValue.Floats floats => Tensor.Of(floats.Values.ToArray(), floats.Values.Length),
            AttributeValue.Float number => Like(node.Input(0), number.Value),
            AttributeValue.Int number => Tensor.Of([number.Value], 1),
            _ => throw Refused(graph, $"'{attribute}' of {node} is no number"),
        };
        ModelGraph.SetInput(node, slot, graph.AddConstant($"{node.Name}.{attribute}", tensor));
        node.Attributes.Remove(attribute);
    }

    /// <summary>A scalar of the type of the numbers that it is used with.</summary>
    private static Tensor Like(GraphValue? value, float number) => value?.Type switch
    {
        ElementType.Double => Tensor.Scalar((double)number),
        ElementType.Float16 => Tensor.Scalar((Half)number),
        _ => Tensor.Scalar(number),
    };

    private static void Respell(ModelGraph graph, GraphNode node)
    {
        switch (node.OpType)
        {
            case "Softmax" or "LogSoftmax" or "Hardmax":
                node.Attributes["axis"] = new AttributeValue.Int(node.Int("axis", 1));
                break;
            case "BatchNormalization":
                node.Attributes.Remove("spatial");
                break;
            case "Dropout":
                node.Attributes.Remove("ratio");
                break;
            case "Upsample":
            case "Resize" when graph.Opset < 11:
                // Scales stand behind a region now, and the old rule for places is one of several.
                var scales = node.Input(1);
                node.OpType = "Resize";
                ModelGraph.SetInput(node, 1, null);
                ModelGraph.SetInput(node, 2, scales);
                node.Attributes["coordinate_transformation_mode"] = new AttributeValue.Text("asymmetric");
                node.Attributes["nearest_mode"] = new AttributeValue.Text("floor");
                break;
        }
    }

    private static StepFailureException Refused(ModelGraph graph, string why) => new(
        FailureCause.Unsupported, $"int8 needs opset {Target}, and the model of opset {graph.Opset} cannot be rewritten for it: {why}. Export it with opset {Target} or higher.");
}
