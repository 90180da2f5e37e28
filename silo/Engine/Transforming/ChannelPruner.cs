using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Transforming.Channels;

namespace AutoCompress.Engine.Transforming;

/// <summary>Cuts channels out of a copy of a model: slices weights and parameters, rewrites baked constants and attributes, updates shapes.</summary>
public static class ChannelPruner
{
    /// <summary>A copy of <paramref name="graph"/> that keeps only the given units; the batch stays free and the model's ports keep their shapes.</summary>
    /// <param name="groups">The groups of this very graph.</param>
    /// <param name="kept">Group name to the units that stay, each from 0 to the group's Units − 1; a group that is not named stays whole.</param>
    /// <exception cref="KeyNotFoundException">A group is not one of the model's.</exception>
    /// <exception cref="ArgumentException">A group would keep no unit, or one that it does not have.</exception>
    public static ModelGraph Prune(ModelGraph graph, ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(groups);
        var cutLabels = CutLabels(groups, kept);
        var copy = graph.Clone();
        if (cutLabels.Count == 0)
        {
            return copy;
        }

        var cut = new ChannelCut(copy, groups, cutLabels);
        foreach (var value in copy.Values.ToList())
        {
            Slice(value, groups, cut);
            Resize(value, cut);
        }

        foreach (var node in copy.Nodes.Where(node => !groups.Stops(node.Name)).ToList())
        {
            ChannelRules.Find(node)?.Rewrite(node, cut);
        }

        // Shapes that were computed at run time may have been written down, and what computed them is dead.
        new DeadCodeElimination().ApplyInPlace(copy);
        GraphInvariants.Check(copy);
        return copy;
    }

    /// <summary>The labels that leave, checked.</summary>
    internal static HashSet<int> CutLabels(ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var labels = new HashSet<int>();
        foreach (var (name, units) in kept)
        {
            var group = groups[name];
            if (units.Length == 0 || units.Any(unit => unit < 0 || unit >= group.Units))
            {
                throw new ArgumentException($"Group '{name}' keeps units out of 0 to {group.Units - 1}, at least one, not [{string.Join(',', units)}].", nameof(kept));
            }

            labels.UnionWith(group.Roots);
            labels.ExceptWith(units.Select(unit => group.Roots[unit]));
        }

        return labels;
    }

    private static void Slice(GraphValue value, ChannelGroups groups, ChannelCut cut)
    {
        if (value.Constant is not { } tensor)
        {
            return;
        }

        foreach (var axis in groups.AxesOf(value.Name))
        {
            var indices = cut.Kept(axis.Labels);
            tensor = indices.Length == axis.Labels.Length ? tensor : TensorAxis.Take(tensor, axis.Axis, indices);
        }

        if (tensor != value.Constant)
        {
            ModelGraph.SetConstant(value, tensor);
        }
    }

    private static void Resize(GraphValue value, ChannelCut cut)
    {
        if (cut.Labels(value) is { } labels && value.Shape is { } shape)
        {
            value.Shape = shape.SetItem(labels.Axis, Dim.Of(labels.Labels.Count(cut.Keeps)));
        }
    }
}
