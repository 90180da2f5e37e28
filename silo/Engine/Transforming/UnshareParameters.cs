using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Gives each reader a copy of the biases and normalisation parameters that it shares with others. Exporters store equal tensors
/// once (two fresh BatchNorms, say), which would tie their channels and their training together. Shared weights stay shared:
/// those are the network's own doing.
/// </summary>
public sealed class UnshareParameters : GraphPass
{
    protected override bool Rewrite(ModelGraph graph)
    {
        var changed = false;
        foreach (var constant in graph.Constants.Where(value => value is { IsInput: false, IsOutput: false, Uses.Count: > 1 }).ToList())
        {
            foreach (var use in constant.Uses.Where(IsParameter).Skip(constant.Uses.All(IsParameter) ? 1 : 0).ToList())
            {
                ModelGraph.SetInput(use.Node, use.Slot, graph.AddConstant($"{use.Node.Name}.{constant.Name}", constant.Constant!));
                changed = true;
            }
        }

        return changed;
    }

    private static bool IsParameter(ValueUse use) => use.Node.Domain.Length == 0 && use.Node.OpType switch
    {
        "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" => use.Slot > 0,
        "Conv" or "ConvTranspose" or "Gemm" => use.Slot == 2,
        "PRelu" => use.Slot == 1,
        "Add" or "Sub" or "Mul" or "Div" => use.Node.Inputs[use.Slot] is { Constant: { } tensor } && tensor.Type.IsFloatingPoint() && IsVector(tensor),
        _ => false,
    };

    /// <summary>One number a channel; a mask or a table over several axes is no parameter of a channel and may be large.</summary>
    private static bool IsVector(Tensor tensor) => tensor.Rank > 0 && tensor.Shape.ToArray().Count(size => size > 1) <= 1;
}
