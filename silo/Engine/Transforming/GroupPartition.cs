using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Channels;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Divides the labels that may go into groups: two labels share a group when they occur in the same tensors, equally often.
/// So costs are exact products of kept counts, and a group that keeps one unit leaves no tensor empty.
/// </summary>
internal static class GroupPartition
{
    /// <param name="taken">How many groups are named after each node so far.</param>
    public static ImmutableArray<ChannelGroup> Of(ModelGraph graph, ChannelLayer labels, Dictionary<string, int> taken)
    {
        var classes = Refine(graph, labels);
        var producers = new Dictionary<int, List<(string Node, int Times)>>();
        var consumers = new Dictionary<int, List<string>>();
        foreach (var (node, axis) in Axes(graph, labels))
        {
            foreach (var (root, times) in Count(axis.Labels, labels))
            {
                switch (axis.Role)
                {
                    case AxisRole.Produces:
                        Of(producers, root).Add((node.Name, times));
                        break;
                    case AxisRole.Consumes:
                        Of(consumers, root).Add(node.Name);
                        break;
                }
            }
        }

        var groups = classes.GroupBy(pair => pair.Value, pair => pair.Key)
            .Select(members => members.Order().ToImmutableArray())
            .Where(roots => roots.Length > 1 && producers.ContainsKey(roots[0]))
            .Select(roots => (Roots: roots, Producers: producers[roots[0]], Consumers: consumers.GetValueOrDefault(roots[0], [])))
            .OrderBy(group => group.Roots[0]).ToList();
        return
        [
            .. groups.Select(group =>
            {
                var (first, granularity) = group.Producers[0];
                taken[first] = taken.GetValueOrDefault(first) + 1;
                return new ChannelGroup(
                    new(
                        taken[first] == 1 ? first : $"{first}#{taken[first]}", group.Roots.Length * granularity, granularity,
                        [.. group.Producers.Select(producer => producer.Node)], [.. group.Consumers]),
                    group.Roots);
            }),
        ];
    }

    /// <summary>Label to class, refined tensor by tensor.</summary>
    private static Dictionary<int, int> Refine(ModelGraph graph, ChannelLayer labels)
    {
        var classes = new Dictionary<int, int>();
        var next = 0;
        var tensors = graph.Nodes.SelectMany(node => node.Outputs.OfType<GraphValue>()).Select(value => labels.LabelsOf(value.Name)?.Labels).OfType<int[]>();
        foreach (var tensor in tensors.Concat(Axes(graph, labels).Select(pair => pair.Axis.Labels)))
        {
            var split = new Dictionary<(int Class, int Times), int>();
            foreach (var (root, times) in Count(tensor, labels))
            {
                var key = (classes.GetValueOrDefault(root, -1), times);
                if (!split.TryGetValue(key, out var refined))
                {
                    split.Add(key, refined = next++);
                }

                classes[root] = refined;
            }
        }

        return classes;
    }

    private static IEnumerable<(GraphNode Node, ConstantAxis Axis)> Axes(ModelGraph graph, ChannelLayer labels) =>
        from node in graph.Nodes
        from value in node.Inputs.OfType<GraphValue>().Distinct()
        from axis in labels.AxesOf(value.Name)
        select (node, axis);

    /// <summary>How often each label that may go occurs, in order of first occurrence.</summary>
    private static Dictionary<int, int> Count(int[] tensor, ChannelLayer labels)
    {
        var counts = new Dictionary<int, int>();
        foreach (var label in tensor)
        {
            if (!labels.IsPinned(label))
            {
                counts[labels.Root(label)] = counts.GetValueOrDefault(labels.Root(label)) + 1;
            }
        }

        return counts;
    }

    private static List<T> Of<T>(Dictionary<int, List<T>> lists, int key)
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = []);
        }

        return list;
    }
}
