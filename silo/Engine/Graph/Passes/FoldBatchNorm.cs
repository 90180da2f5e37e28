namespace AutoCompress.Engine.Graph.Passes;

/// <summary>
/// Moves BatchNormalization in inference mode into the Conv, ConvTranspose or Gemm before it, creating a bias where there is none. Only
/// where nothing else reads what the normalisation reads.
/// </summary>
public sealed class FoldBatchNorm : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var norm in graph.Nodes.Where(node => IsInference(node, graph.Opset)).ToList())
        {
            changed |= TryFold(graph, norm);
        }

        return changed;
    }

    private static bool TryFold(ModelGraph graph, GraphNode norm)
    {
        var output = norm.Outputs[0]!;
        var parameters = norm.Inputs.Skip(1).ToList();
        if (LinearNode.Behind(graph, norm.Inputs[0]) is not { } linear || output.IsCaptured
            || !parameters.TrueForAll(value => value?.Constant is { Type: ElementType.Float } p && p.Count == linear.Channels))
        {
            return false;
        }

        var gamma = parameters[0]!.Constant!.Values<float>();
        var beta = parameters[1]!.Constant!.Values<float>();
        var mean = parameters[2]!.Constant!.Values<float>();
        var variance = parameters[3]!.Constant!.Values<float>();
        var (scale, shift) = (new double[linear.Channels], new double[linear.Channels]);
        var epsilon = norm.Float("epsilon", 1e-5f);
        for (var c = 0; c < scale.Length; c++)
        {
            scale[c] = gamma[c] / Math.Sqrt((double)variance[c] + epsilon);
            shift[c] = beta[c] - mean[c] * scale[c];
        }

        linear.Fold(scale, shift);
        graph.TryBypass(norm, output, norm.Inputs[0]!);
        graph.RemoveUnread(parameters);
        return true;
    }

    /// <summary>Running statistics as further outputs, or training_mode, mean training; spatial=0 (before opset 9) is no channel scale.</summary>
    private static bool IsInference(GraphNode node, int opset) => node.Is("BatchNormalization") && opset >= 7 && node.Inputs.Count == 5
        && node.Outputs[0] is not null && node.Outputs.Skip(1).All(output => output is null || !output.IsRead())
        && node.Int("training_mode", 0) == 0 && node.Int("spatial", 1) == 1;
}
