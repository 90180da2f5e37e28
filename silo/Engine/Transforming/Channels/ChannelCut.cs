using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>One cut being made: which labels stay, and the copy that is rewritten. Values are named as in the original.</summary>
internal sealed class ChannelCut(ModelGraph graph, ChannelLayer layer, IReadOnlySet<int> cutLabels)
{
    /// <summary>The copy.</summary>
    public ModelGraph Graph => graph;

    /// <summary>The labels that are cut.</summary>
    public ChannelLayer Layer => layer;

    /// <summary>Whether nothing leaves.</summary>
    public bool IsEmpty => cutLabels.Count == 0;

    /// <summary>Whether channels with this label stay.</summary>
    public bool Keeps(int label) => !cutLabels.Contains(layer.Root(label));

    /// <summary>The value's labels before the cut.</summary>
    public ChannelLabels? Labels(GraphValue value) => layer.LabelsOf(value.Name);

    /// <summary>The size of an axis after the cut.</summary>
    /// <exception cref="InvalidOperationException">The axis carries no channels and its size is not known.</exception>
    public long Extent(GraphValue value, int axis) => Labels(value) is { } labels && labels.Axis == axis
        ? labels.Labels.Count(Keeps)
        : value.Size(axis) ?? throw new InvalidOperationException($"The size of axis {axis} of '{value.Name}' is not known.");

    /// <summary>For each index along the channels its index after the cut, or −1 when it leaves.</summary>
    public int[] NewPlaces(int[] labels)
    {
        var next = 0;
        return [.. labels.Select(label => Keeps(label) ? next++ : -1)];
    }

    /// <summary>The indices that stay.</summary>
    public int[] Kept(int[] labels) => [.. Enumerable.Range(0, labels.Length).Where(i => Keeps(labels[i]))];

    /// <summary>Gives the node a constant of its own.</summary>
    public void SetInput(GraphNode node, int slot, Tensor tensor)
    {
        var old = node.Input(slot);
        ModelGraph.SetInput(node, slot, graph.AddConstant($"{node.Name}_{slot}", tensor));
        if (old is { IsConstant: true, Uses.Count: 0, IsOutput: false })
        {
            graph.RemoveConstant(old);
        }
    }

    /// <summary>Lets the node read only some indices of an input that is computed elsewhere.</summary>
    public void Pick(GraphNode node, int slot, int axis, int[] indices)
    {
        var source = node.Inputs[slot]!;
        var places = graph.AddConstant($"{node.Name}_{slot}_kept", Tensor.Of(Array.ConvertAll(indices, index => (long)index), indices.Length));
        var pick = graph.InsertNode(graph.IndexOf(node), "Gather", $"{node.Name}_{slot}_pick", [source, places], [$"{source.Name}_picked"]);
        pick.Attributes["axis"] = new AttributeValue.Int(axis);
        pick.Output.Type = source.Type;
        pick.Output.Shape = source.Shape is { } shape ? shape.SetItem(axis, Dim.Of(indices.Length)) : null;
        ModelGraph.SetInput(node, slot, pick.Output);
    }

    /// <summary>Changes one integer of a constant that the node reads.</summary>
    public void SetElement(GraphNode node, int slot, int index, long element)
    {
        var tensor = node.Inputs[slot]!.Constant!;
        var values = Axes.Constant(node.Inputs[slot])!;
        values[index] = element;
        SetInput(node, slot, tensor.Type == ElementType.Int32
            ? Tensor.Of(Array.ConvertAll(values, v => (int)v), tensor.Shape)
            : Tensor.Of(values, tensor.Shape));
    }
}
