namespace AutoCompress.Engine.Graph.Passes;

/// <summary>Moves Mul, Div, Add and Sub by a constant for each channel into the Conv, ConvTranspose or Gemm before them.</summary>
public sealed class FoldAffine : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(node => node.Domain.Length == 0 && node.OpType is "Mul" or "Div" or "Add" or "Sub").ToList())
        {
            changed |= TryFold(graph, node, data: 0, constant: 1)
                || (node.OpType is "Mul" or "Add" && TryFold(graph, node, data: 1, constant: 0));
        }

        return changed;
    }

    private static bool TryFold(ModelGraph graph, GraphNode node, int data, int constant)
    {
        if (node.Inputs.Count != 2 || node.Output.IsCaptured || graph.Opset < 7 || LinearNode.Behind(graph, node.Inputs[data]) is not { } linear
            || PerChannel(node.Inputs[constant]!.Constant, linear) is not { } values)
        {
            return false;
        }

        var neutral = new double[values.Length];
        var multiplies = node.OpType is "Mul" or "Div";
        Array.Fill(neutral, multiplies ? 0 : 1);
        var own = Array.ConvertAll(values, value => node.OpType switch { "Div" => 1 / value, "Sub" => -value, _ => value });
        if (!Array.TrueForAll(own, double.IsFinite))
        {
            return false;
        }

        var operand = node.Inputs[constant];
        linear.Fold(multiplies ? own : neutral, multiplies ? neutral : own);
        graph.TryBypass(node, node.Output, node.Inputs[data]!);
        graph.RemoveUnread(operand);
        return true;
    }

    /// <summary>The constant as one number a channel, when it broadcasts along axis 1 of the output and nowhere else.</summary>
    private static double[]? PerChannel(Tensor? constant, LinearNode linear)
    {
        if (constant is not { Type: ElementType.Float } || constant.Rank > linear.Rank)
        {
            return null;
        }

        var channelAxis = constant.Rank - linear.Rank + 1;
        for (var axis = 0; axis < constant.Rank; axis++)
        {
            if (constant.Shape[axis] != 1 && (axis != channelAxis || constant.Shape[axis] != linear.Channels))
            {
                return null;
            }
        }

        var values = constant.Values<float>().ToArray();
        return [.. Enumerable.Range(0, linear.Channels).Select(c => (double)values[values.Length == 1 ? 0 : c])];
    }
}
