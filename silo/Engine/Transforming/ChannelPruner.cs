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
        Check(groups, kept);
        var copy = graph.Clone();
        var layers = groups.Layers;
        var changed = false;
        for (var i = 0; i < layers.Length; i++)
        {
            var cut = new ChannelCut(copy, layers[i], CutLabels(layers[i], kept));
            if (cut.IsEmpty)
            {
                continue;
            }

            Apply(cut);
            layers = [.. layers.Select((layer, place) => place > i ? layer.After(cut) : layer)];
            changed = true;
        }

        if (!changed)
        {
            return copy;
        }

        // Shapes that were computed at run time may have been written down, and what computed them is dead.
        new DeadCodeElimination().ApplyInPlace(copy);
        GraphInvariants.Check(copy);
        return copy;
    }

    /// <summary>The labels of one layer that leave.</summary>
    internal static HashSet<int> CutLabels(ChannelLayer layer, IReadOnlyDictionary<string, int[]> kept)
    {
        var labels = new HashSet<int>();
        foreach (var group in layer.Groups)
        {
            if (kept.TryGetValue(group.Name, out var units))
            {
                labels.UnionWith(group.Roots);
                labels.ExceptWith(units.Select(unit => group.Roots[unit]));
            }
        }

        return labels;
    }

    private static void Check(ChannelGroups groups, IReadOnlyDictionary<string, int[]> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        foreach (var (name, units) in kept)
        {
            var group = groups[name];
            if (units.Length == 0 || units.Any(unit => unit < 0 || unit >= group.Units))
            {
                throw new ArgumentException($"Group '{name}' keeps units out of 0 to {group.Units - 1}, at least one, not [{string.Join(',', units)}].", nameof(kept));
            }
        }
    }

    private static void Apply(ChannelCut cut)
    {
        foreach (var value in cut.Graph.Values.ToList())
        {
            Slice(value, cut);
            Resize(value, cut);
        }

        foreach (var node in cut.Graph.Nodes.Where(node => !cut.Layer.Stops(node.Name)).ToList())
        {
            ChannelRules.Find(node)?.Rewrite(node, cut);
        }
    }

    private static void Slice(GraphValue value, ChannelCut cut)
    {
        if (value.Constant is not { } tensor)
        {
            return;
        }

        foreach (var axis in cut.Layer.AxesOf(value.Name))
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
            var kept = labels.Labels.Count(cut.Keeps);
            value.Shape = shape.SetItem(labels.Axis, labels.Repeats ? MergedHeads.Resized(shape[labels.Axis], labels.Labels.Length, kept) ?? Dim.Unknown : Dim.Of(kept));
        }
    }
}
