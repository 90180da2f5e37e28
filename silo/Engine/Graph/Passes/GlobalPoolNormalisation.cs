using System.Collections.Immutable;

namespace AutoCompress.Engine.Graph.Passes;

/// <summary>
/// Writes a mean over all spatial axes (ReduceMean, or AveragePool over the whole map) as GlobalAveragePool, with Flatten after it where the
/// axes were dropped: ONNX Runtime has an integer kernel for this form only. Needs the shape of what is averaged.
/// </summary>
public sealed class GlobalPoolNormalisation : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var node in graph.Nodes.Where(node => IsSpatialMean(node) || IsWholePool(node)).ToList())
        {
            changed |= TryReplace(graph, node);
        }

        return changed;
    }

    private static bool TryReplace(ModelGraph graph, GraphNode node)
    {
        var old = node.Outputs[0]!;
        if (old.IsCaptured)
        {
            return false;
        }

        var (input, operands) = (node.Inputs[0]!, node.Inputs.Skip(1).ToList());
        var keeps = node.Is("AveragePool") || node.Int("keepdims", 1) == 1;
        var pool = graph.InsertNode(graph.IndexOf(node), "GlobalAveragePool", node.Name, [input], [old.Name + "_pooled"]).Output;
        (pool.Type, pool.Shape) = (input.Type, [.. input.Shape!.Value.Select((dim, axis) => axis < 2 ? dim : Dim.Of(1))]);
        var result = pool;
        if (!keeps)
        {
            result = graph.InsertNode(graph.IndexOf(node), "Flatten", node.Name + "_flatten", [pool], [old.Name + "_flat"]).Output;
            (result.Type, result.Shape) = (input.Type, [.. input.Shape!.Value.Take(2)]);
        }

        graph.ReplaceUses(old, result);
        graph.Remove(node);
        graph.RemoveUnread(operands);
        return true;
    }

    private static bool IsSpatialMean(GraphNode node) =>
        node.Is("ReduceMean") && node.Input(0) is { Shape: { Length: >= 3 } shape, Type: ElementType.Float or ElementType.Float16 }
        && Axes(node) is { IsDefaultOrEmpty: false } axes
        && axes.Select(axis => axis < 0 ? axis + shape.Length : axis).Order().SequenceEqual(Enumerable.Range(2, shape.Length - 2).Select(i => (long)i));

    /// <summary>An attribute before opset 18, an input since.</summary>
    private static ImmutableArray<long> Axes(GraphNode node) =>
        node.Input(1)?.Constant is { Type: ElementType.Int64 } constant ? [.. constant.Values<long>()] : node.Ints("axes");

    private static bool IsWholePool(GraphNode node) => node.Is("AveragePool") && node.Input(0) is { Shape: { Length: >= 3 } shape }
        && node.Ints("kernel_shape") is { IsDefault: false } kernel
        && shape.Skip(2).Select(dim => dim.Size).SequenceEqual(kernel.Select(size => (long?)size))
        && (node.Ints("pads") is not { IsDefault: false } pads || pads.All(pad => pad == 0)) && node.Text("auto_pad", "NOTSET") is "NOTSET" or "VALID"
        && (node.Ints("dilations") is not { IsDefault: false } dilations || dilations.All(d => d == 1)) && node.Int("ceil_mode", 0) == 0;
}
