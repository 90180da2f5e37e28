using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Graph.Passes;

/// <summary>
/// Computes what depends on constants only, on ONNX Runtime itself. Left alone: random operators, quantization (its nodes mark where
/// integers flow), nodes with subgraphs, other domains, a Transpose of a weight that others read too (tied weights would come apart), and
/// results larger than <see cref="LargestResult"/> and all that they were computed from.
/// </summary>
public sealed class ConstantFolding : GraphPass
{
    /// <summary>Bytes of a result that may be larger than its inputs.</summary>
    public const int LargestResult = 1 << 20;

    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli", "Dropout",
        "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "If", "Loop", "Scan",
    };

    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(IsCandidate).ToList())
        {
            // Nodes stand in order, so what a node reads was folded before it.
            if (node.Inputs.All(input => input is null or { IsConstant: true }) && FoldedSize.IsBounded(node, LargestResult))
            {
                changed |= TryFold(graph, node);
            }
        }

        return changed;
    }

    private static bool IsCandidate(GraphNode node) => node.Domain.Length == 0 && !Kept.Contains(node.OpType) && node.Captures.Count == 0
        && !(node.OpType == "Transpose" && node.Input(0) is { Type: ElementType.Float or ElementType.Float16 or ElementType.BFloat16, Constant.Rank: > 1, Uses.Count: > 1 })
        && !node.Attributes.Values.Any(attribute => attribute is AttributeValue.Opaque)
        && !node.Outputs.Any(output => output is { IsOutput: true } or { IsCaptured: true });

    private static bool TryFold(ModelGraph graph, GraphNode node)
    {
        var inputs = node.Inputs.ToList();
        if (Compute(graph, node) is not { } results
            || results.Sum(result => (long)result.Data.Length) > LargestResult + inputs.Sum(input => (long)(input?.Constant?.Data.Length ?? 0)))
        {
            return false;
        }

        var outputs = node.Outputs.OfType<GraphValue>().ToList();
        for (var i = 0; i < outputs.Count; i++)
        {
            graph.ReplaceUses(outputs[i], graph.AddConstant(outputs[i].Name + "_folded", results[i]));
        }

        graph.Remove(node);
        graph.RemoveUnread(inputs);
        return true;
    }

    /// <summary>The outputs of the node alone, or null when ONNX Runtime does not compute it.</summary>
    private static Tensor[]? Compute(ModelGraph graph, GraphNode node)
    {
        var alone = new ModelGraph { Header = graph.Header with { Functions = [] } };
        var inputs = node.Inputs.Select(input => input is null ? null : alone.TryGetValue(input.Name, out var known) ? known
            : alone.AddConstant(input.Name, input.Constant!)).ToList();
        var twin = alone.AddNode(node.OpType, node.Name, inputs, node.Outputs.Select(output => output?.Name ?? ""));
        foreach (var (name, value) in node.Attributes)
        {
            twin.Attributes.Add(name, value);
        }

        foreach (var output in twin.Outputs.OfType<GraphValue>())
        {
            alone.AddOutput(output);
        }

        try
        {
            using var session = OrtSession.Of(alone, new() { Optimization = OrtOptimization.None });
            return session.Run([]);
        }
        catch (StepFailureException e) when (e.Cause is FailureCause.InvalidModel or FailureCause.Unsupported or FailureCause.InvalidData)
        {
            return null;
        }
    }
}
