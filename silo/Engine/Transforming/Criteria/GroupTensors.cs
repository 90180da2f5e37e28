using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Channels;

namespace AutoCompress.Engine.Transforming.Criteria;

/// <summary>The constants whose slices belong to the units of one group.</summary>
internal sealed class GroupTensors(ModelGraph graph, ChannelLayer layer, ChannelGroup group)
{
    private readonly Dictionary<int, int> _unitOfRoot = group.Roots.Select((root, unit) => (root, unit)).ToDictionary(pair => pair.root, pair => pair.unit);

    public ChannelGroup Group => group;

    /// <summary>The weights that produce the group's channels.</summary>
    public IEnumerable<(GraphValue Constant, ConstantAxis Axis)> Producers =>
        graph.Nodes.SelectMany(node => node.Inputs).OfType<GraphValue>().Distinct()
            .SelectMany(value => layer.AxesOf(value.Name).Where(axis => axis.Role == AxisRole.Produces && Touches(axis)).Select(axis => (value, axis)));

    /// <summary>Scales and shifts of the BatchNorms that follow the group's channels.</summary>
    public IEnumerable<(GraphValue Scale, GraphValue Shift, ConstantAxis Axis)> BatchNorms =>
        from node in graph.Nodes
        where node.Is("BatchNormalization")
        from axis in layer.AxesOf(node.Inputs[1]!.Name)
        where Touches(axis)
        select (node.Inputs[1]!, node.Inputs[2]!, axis);

    /// <summary>Sums one number for each index of <paramref name="axis"/> into the units.</summary>
    public double[] ByUnit(ConstantAxis axis, Func<int, double> score)
    {
        var scores = new double[group.Units];
        for (var i = 0; i < axis.Labels.Length; i++)
        {
            if (_unitOfRoot.TryGetValue(layer.Root(axis.Labels[i]), out var unit))
            {
                scores[unit] += score(i);
            }
        }

        return scores;
    }

    /// <summary>Sums <paramref name="element"/> of all positions of each index along an axis.</summary>
    public static double[] ByIndex(ReadOnlySpan<long> shape, int axis, Func<int, double> element)
    {
        var (size, inner) = ((int)shape[axis], (int)Tensor.CountOf(shape[(axis + 1)..]));
        var sums = new double[size];
        for (var i = 0; i < Tensor.CountOf(shape); i++)
        {
            sums[i / inner % size] += element(i);
        }

        return sums;
    }

    private bool Touches(ConstantAxis axis) => axis.Labels.Any(label => _unitOfRoot.ContainsKey(layer.Root(label)));
}
