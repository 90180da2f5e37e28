using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>
/// Puts one operator model between a product that makes channels on one axis of one input and products that read the
/// channels of its outputs, so that a cut through it can be proved.
/// </summary>
internal static class OperatorCut
{
    private static readonly OrtOptions Plain = OrtOptions.Default with { Optimization = OrtOptimization.None };

    /// <summary>The error of cutting half of the channels; null when no channel comes through.</summary>
    public static double? Error(ModelGraph model, List<Tensor> data, int slot, int axis)
    {
        var graph = model.Clone();
        var inputs = graph.Inputs.Where(input => !input.IsConstant).ToList();
        Feed(graph, inputs, data, slot);
        if (!TrySetShapes(graph, [.. inputs.Zip(data, (input, tensor) => (input.Name, tensor))]))
        {
            return null;
        }

        Produce(graph, inputs[slot], axis);
        graph.SortNodes();
        var probe = ChannelGroups.Find(graph);
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            if (probe.Layers[0].LabelsOf(graph.Outputs[i].Name) is { } labels)
            {
                Consume(graph, i, labels.Axis);
            }
        }

        graph.SortNodes();
        var groups = ChannelGroups.Find(graph);
        if (groups.All.Length == 0 || !Runs(graph))
        {
            return null;
        }

        var scores = Importance.Score(graph, groups, PruningCriterion.Random, 7);
        var kept = Importance.Select(groups, scores, groups.All.ToDictionary(group => group.Name, _ => 0.5));
        return MaskedEquivalence.Error(graph, ChannelPruner.Prune(graph, groups, kept), groups, kept, 7);
    }

    /// <summary>Lets the node read constants instead of all inputs but one.</summary>
    private static void Feed(ModelGraph graph, List<GraphValue> inputs, List<Tensor> data, int slot)
    {
        for (var i = 0; i < inputs.Count; i++)
        {
            inputs[i].Shape = [.. data[i].Shape.ToArray().Select(Dim.Of)];
            if (i != slot)
            {
                graph.ReplaceUses(inputs[i], graph.AddConstant(inputs[i].Name + "_data", data[i]));
            }
        }
    }

    /// <summary>False when ONNX Runtime does not run the model at all.</summary>
    private static bool TrySetShapes(ModelGraph graph, (string, Tensor)[] inputs)
    {
        string[] values = [.. graph.Nodes.SelectMany(node => node.Outputs).OfType<GraphValue>().Select(value => value.Name)];
        try
        {
            using var session = OrtSession.Of(graph, Plain with { ExtraOutputs = [.. values] });
            foreach (var (name, result) in values.Zip(session.Run(inputs, values)))
            {
                (graph[name].Type, graph[name].Shape) = (result.Type, [.. result.Shape.ToArray().Select(Dim.Of)]);
            }

            return true;
        }
        catch (StepFailureException)
        {
            return false;
        }
    }

    private static bool Runs(ModelGraph graph)
    {
        try
        {
            using var session = OrtSession.Of(graph, Plain);
            return true;
        }
        catch (StepFailureException)
        {
            return false;
        }
    }

    /// <summary>Mixes the input along <paramref name="axis"/> by a random matrix; the sigmoid keeps the numbers harmless.</summary>
    private static void Produce(ModelGraph graph, GraphValue input, int axis)
    {
        var shape = Sizes(input);
        var readers = input.Uses.ToList();
        var (swapped, order) = Swap(graph, input, axis, "made");
        var product = Add(graph, "MatMul", "make", [swapped, Matrix(graph, shape[axis], shape[axis])], Sizes(swapped));
        var back = Add(graph, "Transpose", "made.back", [product], shape);
        back.Producer!.Attributes["perm"] = order;
        var made = Add(graph, "Sigmoid", "made", [back], shape);
        foreach (var use in readers)
        {
            ModelGraph.SetInput(use.Node, use.Slot, made);
        }
    }

    private static void Consume(ModelGraph graph, int output, int axis)
    {
        var value = graph.Outputs[output];
        var number = value;
        if (value.Type != ElementType.Float)
        {
            number = Add(graph, "Cast", $"number{output}", [value], Sizes(value));
            number.Producer!.Attributes["to"] = new AttributeValue.Int((long)ElementType.Float);
        }

        var (swapped, _) = Swap(graph, number, axis, $"read{output}");
        var sizes = Sizes(swapped);
        var read = Add(graph, "MatMul", $"read{output}.product", [swapped, Matrix(graph, sizes[^1], 3)], [.. sizes[..^1], 3]);
        graph.ReplaceOutput(output, read);
    }

    private static (GraphValue Swapped, AttributeValue Order) Swap(ModelGraph graph, GraphValue value, int axis, string name)
    {
        var shape = Sizes(value);
        var order = Enumerable.Range(0, shape.Length).Select(i => (long)i).ToArray();
        (order[axis], order[^1]) = (order[^1], order[axis]);
        var swapped = Add(graph, "Transpose", name + ".swap", [value], [.. order.Select(i => shape[i])]);
        swapped.Producer!.Attributes["perm"] = CnnBuilder.Ints(order);
        return (swapped, CnnBuilder.Ints(order));
    }

    private static GraphValue Add(ModelGraph graph, string type, string name, GraphValue[] inputs, long[] shape)
    {
        var value = graph.AddNode(type, name, inputs, name + ".out").Output;
        (value.Type, value.Shape) = (ElementType.Float, [.. shape.Select(Dim.Of)]);
        return value;
    }

    private static GraphValue Matrix(ModelGraph graph, long rows, long columns)
    {
        var random = new SplitMix64((ulong)(rows * 1000 + columns));
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextDouble() * 2 - 1);
        }

        return graph.AddConstant("matrix", Tensor.Of(values, rows, columns));
    }

    private static long[] Sizes(GraphValue value) => [.. value.Shape!.Value.Select(dim => dim.Size!.Value)];
}
