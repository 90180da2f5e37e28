using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Channels;
using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// What can be cut in a model. Found by running its operators on labels, one a channel: data movement moves them, elementwise
/// operators unite them, contracting operators consume them and produce new ones, and what mixes along them pins them. A second run follows
/// what the first leaves aside: the width of attention heads, and what a weight makes along another axis than the channels'.
/// </summary>
public sealed class ChannelGroups
{
    private ChannelGroups(ImmutableArray<ChannelLayer> layers, ImmutableArray<Barrier> barriers)
    {
        Layers = layers;
        All = [.. layers.SelectMany(layer => layer.Groups)];
        Barriers = barriers;
    }

    /// <summary>The groups of the first run in graph order, then those of the second.</summary>
    public ImmutableArray<ChannelGroup> All { get; }

    /// <summary>What cannot be cut, and why: operators that stop channels, then nodes whose own channels are stopped.</summary>
    public ImmutableArray<Barrier> Barriers { get; }

    /// <summary>One or two labellings, which are cut one after the other.</summary>
    internal ImmutableArray<ChannelLayer> Layers { get; }

    /// <summary>Finds the groups of <paramref name="graph"/>, whose shapes should be known; where they are not, channels stop.</summary>
    public static ChannelGroups Find(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        var flow = Run(graph, across: false);
        var first = new ChannelLayer(flow, ConstantMerge.Of(flow), taken);
        if (!flow.LeavesAside)
        {
            return new([first], [.. flow.Barriers, .. PinnedProducers(graph, first, [])]);
        }

        var other = Run(graph, across: true);
        var constants = ConstantMerge.Of(other);
        CrossedLabels.Pin(first, other, constants);
        var second = new ChannelLayer(other, constants, taken);
        return new([first, second], [.. flow.Barriers, .. PinnedProducers(graph, first, [.. second.Groups.SelectMany(group => group.Info.Producers)])]);
    }

    /// <summary>The group of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public ChannelGroup this[string name] => All.FirstOrDefault(group => group.Name == name)
        ?? throw new KeyNotFoundException($"The model has no channel group '{name}', only {string.Join(", ", All.Select(group => group.Name))}.");

    private static ChannelFlow Run(ModelGraph graph, bool across)
    {
        var flow = new ChannelFlow(graph, across);
        foreach (var node in graph.Nodes)
        {
            var repeats = MergedHeads.Of(node, flow);
            flow.Repeats = repeats == true;
            if (repeats is null)
            {
                flow.Stop(node, "they are merged with the batch here");
            }
            else if (ChannelRules.Find(node) is { } rule && node.Captures.Count == 0)
            {
                rule.Propagate(node, flow);
            }
            else
            {
                flow.Stop(node, HasCodes(node) ? "its weights are integer codes; to cut them, give the model as it was before it was quantized" : $"nothing is known of how channels pass through {(node.Domain.Length == 0 ? "" : node.Domain + ".")}{node.OpType}",
                    report: node.Domain.Length > 0 || HasCodes(node) || node.OpType is "If" or "Loop" or "Scan");
            }
        }

        foreach (var output in graph.Outputs)
        {
            if (flow.Of(output) is { } labels && output.Producer is { } producer)
            {
                flow.Pin(producer, labels.Labels, $"they reach the model's output '{output.Name}', which keeps its shape");
            }
        }

        return flow;
    }

    /// <summary>Whether the node computes with a quantized weight.</summary>
    private static bool HasCodes(GraphNode node) => node is { Domain.Length: 0, OpType: "QLinearConv" or "QLinearMatMul" or "ConvInteger" or "MatMulInteger" };

    private static IEnumerable<Barrier> PinnedProducers(ModelGraph graph, ChannelLayer layer, HashSet<string> cutAcross)
    {
        foreach (var node in graph.Nodes.Where(node => !cutAcross.Contains(node.Name)))
        {
            var axes = node.Inputs.OfType<GraphValue>().SelectMany(value => layer.AxesOf(value.Name));
            if (axes.Where(axis => axis.Role == AxisRole.Produces).SelectMany(axis => axis.Labels).Select(layer.ReasonOf).FirstOrDefault(why => why is not null) is { } why)
            {
                yield return new(node.Name, node.OpType, $"Its channels cannot be cut at {why.OpType} '{why.Node}': {why.Reason}.");
            }
        }
    }
}
