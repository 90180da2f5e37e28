using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Channels;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Lets the masked original sum over the channels that stay: they are gathered before the node, and after it put back to their places (the
/// places of cut channels hold any other, which every consumer masks).
/// </summary>
internal static class MaskedSums
{
    /// <param name="masked">A copy of <paramref name="original"/>, which is rewritten.</param>
    public static void Write(ModelGraph masked, ModelGraph original, ChannelCut cut)
    {
        foreach (var use in cut.Layer.Statistics.GroupBy(use => use.Node))
        {
            if (!original.TryGetNode(use.Key, out var before) || !masked.TryGetNode(use.Key, out var node))
            {
                continue;
            }

            if (use.All(reading => cut.Labels(before.Inputs[reading.Slot]!)!.Labels.All(cut.Keeps)))
            {
                continue;
            }

            foreach (var (_, slot) in use)
            {
                var labels = cut.Labels(before.Inputs[slot]!)!;
                Gather(masked, node, slot, labels.Axis, cut.Kept(labels.Labels));
            }

            TakeParameters(masked, node, cut);
            if (cut.Labels(before.Outputs[0]!) is { } output)
            {
                var places = cut.NewPlaces(output.Labels);
                Restore(masked, node, output.Axis, Array.ConvertAll(places, place => Math.Max(0, place)));
            }
        }
    }

    private static void Gather(ModelGraph graph, GraphNode node, int slot, int axis, int[] indices)
    {
        var gather = graph.InsertNode(graph.IndexOf(node), "Gather", $"{node.Name}.kept{slot}", [node.Inputs[slot], Indices(graph, indices)], [$"{node.Name}.kept{slot}"]);
        gather.Attributes["axis"] = new AttributeValue.Int(axis);
        gather.Output.Type = node.Inputs[slot]!.Type;
        ModelGraph.SetInput(node, slot, gather.Output);
    }

    /// <summary>Scale and shift that follow the channels.</summary>
    private static void TakeParameters(ModelGraph graph, GraphNode node, ChannelCut cut)
    {
        for (var slot = 1; slot < node.Inputs.Count; slot++)
        {
            if (node.Inputs[slot] is { Constant: { } tensor } value)
            {
                foreach (var axis in cut.Layer.AxesOf(value.Name))
                {
                    tensor = TensorAxis.Take(tensor, axis.Axis, cut.Kept(axis.Labels));
                }

                ModelGraph.SetInput(node, slot, graph.AddConstant($"{node.Name}.kept{slot}", tensor));
            }
        }
    }

    private static void Restore(ModelGraph graph, GraphNode node, int axis, int[] places)
    {
        var value = node.Outputs[0]!;
        var gather = graph.InsertNode(graph.IndexOf(node) + 1, "Gather", $"{node.Name}.back", [value, Indices(graph, places)], [$"{node.Name}.back"]);
        gather.Attributes["axis"] = new AttributeValue.Int(axis);
        gather.Output.Type = value.Type;
        graph.ReplaceUses(value, gather.Output);
    }

    private static GraphValue Indices(ModelGraph graph, int[] indices) =>
        graph.AddConstant("kept", Tensor.Of(Array.ConvertAll(indices, index => (long)index), indices.Length));
}
