using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Native.OnnxRuntime;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Weights and arithmetic in 16-bit floats; the model's inputs and outputs stay 32-bit, with a Cast at each border. Numbers beyond
/// ±65504 become the largest half, and what would vanish becomes the smallest.</summary>
/// <remarks>For accelerators, and for half the bytes. ONNX Runtime's CPU provider computes most operators in 32 bits all the same and casts around
/// them, so that latency there is no better than that of the original.</remarks>
internal sealed class HalfPrecision : GraphPass
{
    /// <summary>Operators whose definition wants a 32-bit float somewhere, or whose meaning hangs on its precision.</summary>
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal)
    {
        "Resize", "Upsample", "RoiAlign", "NonMaxSuppression", "Range", "CumSum", "TfIdfVectorizer", "StringNormalizer", "Bernoulli", "Multinomial",
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "EyeLike", "ConstantOfShape", "Cast", "CastLike", "MelWeightMatrix",
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger", "BatchNormalization", "SequenceConstruct", "SequenceEmpty",
        "SequenceAt", "SequenceInsert", "SequenceErase", "SplitToSequence", "ConcatFromSequence", "Optional", "OptionalGetElement",
    };

    protected override bool Rewrite(ModelGraph graph)
    {
        var floats = Floats(graph);
        var halves = new Dictionary<GraphValue, GraphValue>();
        foreach (var node in graph.Nodes.ToList())
        {
            if (IsHalf(node))
            {
                for (var slot = 0; slot < node.Inputs.Count; slot++)
                {
                    if (node.Inputs[slot] is { } input && floats.Contains(input))
                    {
                        ModelGraph.SetInput(node, slot, Half(graph, input, halves));
                    }
                }
            }
        }

        // What a half node computes is a half; readers in single precision, and the model's outputs, get it back through a Cast.
        foreach (var node in graph.Nodes.Where(IsHalf).ToList())
        {
            foreach (var output in node.Outputs.OfType<GraphValue>().Where(floats.Contains))
            {
                BecomeHalf(graph, output, halves.GetValueOrDefault(output));
            }
        }

        graph.RemoveUnread(graph.Constants.ToList());
        return halves.Count > 0;
    }

    private static bool IsHalf(GraphNode node) => node.Domain.Length == 0 && !Single.Contains(node.OpType)
        && !node.Attributes.Values.Any(attribute => attribute is AttributeValue.Opaque or AttributeValue.Constant)
        && node.Captures.Count == 0 && !node.Outputs.Any(output => output is { IsCaptured: true });

    /// <summary>All 32-bit float values, by ONNX Runtime's own inference of types.</summary>
    private static HashSet<GraphValue> Floats(ModelGraph graph)
    {
        using var session = OrtSession.Of(graph, OrtOptions.Default with
        {
            Optimization = OrtOptimization.None,
            ExtraOutputs = [.. graph.Nodes.SelectMany(node => node.Outputs.OfType<GraphValue>()).Select(value => value.Name)],
        });
        return [
            .. graph.Values.Where(value => value.Producer is null && value.Type == ElementType.Float),
            .. session.Outputs.Where(port => port.Type == ElementType.Float).Select(port => graph[port.Name])];
    }

    private static GraphValue Half(ModelGraph graph, GraphValue value, Dictionary<GraphValue, GraphValue> halves)
    {
        if (!halves.TryGetValue(value, out var half))
        {
            half = value.Constant is { } constant
                ? graph.AddConstant(value.Name + "_half", HalfNumbers.Of(constant))
                : AddCast(graph, value, ElementType.Float16, "_half");
            halves.Add(value, half);
        }

        return half;
    }

    /// <param name="cast">The Cast to half that was put behind the value while it still was a single, or null.</param>
    private static void BecomeHalf(ModelGraph graph, GraphValue value, GraphValue? cast)
    {
        if (cast is not null)
        {
            graph.ReplaceUses(cast, value);
            graph.Remove(cast.Producer!);
        }

        value.Type = ElementType.Float16;
        var readers = value.Uses.Where(use => !IsHalf(use.Node)).ToList();
        if (readers.Count == 0 && !value.IsOutput)
        {
            return;
        }

        var single = AddCast(graph, value, ElementType.Float, "_single");
        readers.ForEach(use => ModelGraph.SetInput(use.Node, use.Slot, single));
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            if (graph.Outputs[i] == value)
            {
                graph.ReplaceOutput(i, single);
            }
        }
    }

    private static GraphValue AddCast(ModelGraph graph, GraphValue value, ElementType type, string suffix)
    {
        var cast = graph.AddNode("Cast", value.Name + suffix, [value], value.Name + suffix);
        cast.Attributes["to"] = new AttributeValue.Int((long)type);
        (cast.Output.Type, cast.Output.Shape) = (type, value.Shape);
        return cast.Output;
    }
}
