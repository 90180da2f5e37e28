using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Channels;
using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// What can be cut in a model. Found by running its operators on labels, one a channel: data movement moves them, elementwise
/// operators unite them, contracting operators consume them and produce new ones, and what mixes along them pins them.
/// </summary>
public sealed class ChannelGroups
{
    private readonly LabelUnion _union;
    private readonly Dictionary<string, ChannelLabels> _labels;
    private readonly Dictionary<string, ImmutableArray<ConstantAxis>> _constants;
    private readonly Dictionary<int, ChannelGroup> _groupOfRoot;
    private readonly IReadOnlySet<string> _stopped;

    private ChannelGroups(ChannelFlow flow, Dictionary<string, ImmutableArray<ConstantAxis>> constants)
    {
        _union = flow.Union;
        _labels = flow.Labels.ToDictionary(pair => pair.Key.Name, pair => pair.Value, StringComparer.Ordinal);
        _constants = constants;
        _stopped = flow.Stopped;
        Statistics = [.. flow.Statistics.Select(use => (use.Node.Name, use.Slot))];
        All = GroupPartition.Of(flow.Graph, this);
        _groupOfRoot = All.SelectMany(group => group.Roots.Select(root => (root, group))).ToDictionary(pair => pair.root, pair => pair.group);
        Barriers = [.. flow.Barriers, .. PinnedProducers(flow.Graph)];
    }

    /// <summary>The groups in graph order.</summary>
    public ImmutableArray<ChannelGroup> All { get; }

    /// <summary>What cannot be cut, and why: operators that stop channels, then nodes whose own channels are stopped.</summary>
    public ImmutableArray<Barrier> Barriers { get; }

    /// <summary>Finds the groups of <paramref name="graph"/>, whose shapes should be known; where they are not, channels stop.</summary>
    public static ChannelGroups Find(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var flow = new ChannelFlow(graph);
        foreach (var node in graph.Nodes)
        {
            if (ChannelRules.Find(node) is { } rule && node.Captures.Count == 0)
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

        return new(flow, ConstantMerge.Of(flow));
    }

    /// <summary>The group of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public ChannelGroup this[string name] => All.FirstOrDefault(group => group.Name == name)
        ?? throw new KeyNotFoundException($"The model has no channel group '{name}', only {string.Join(", ", All.Select(group => group.Name))}.");

    /// <summary>Inputs, by node name and slot, whose channels the node sums over.</summary>
    internal ImmutableArray<(string Node, int Slot)> Statistics { get; }

    /// <summary>Whether a node stops all channels, so that nothing in it changes with a cut.</summary>
    internal bool Stops(string node) => _stopped.Contains(node);

    internal ChannelLabels? LabelsOf(string value) => _labels.GetValueOrDefault(value);

    /// <summary>The axes of a constant that carry channels, for all its readers.</summary>
    internal ImmutableArray<ConstantAxis> AxesOf(string constant) => _constants.GetValueOrDefault(constant, []);

    internal int Root(int label) => _union.Find(label);

    internal bool IsPinned(int label) => _union.IsPinned(label);

    /// <summary>The group that a label can be cut with, or null when it stays.</summary>
    internal ChannelGroup? GroupOf(int label) => _groupOfRoot.GetValueOrDefault(Root(label));

    /// <summary>Whether the node computes with a quantized weight.</summary>
    private static bool HasCodes(GraphNode node) => node.Domain.Length == 0 && node.OpType is "QLinearConv" or "QLinearMatMul" or "ConvInteger" or "MatMulInteger";

    private IEnumerable<Barrier> PinnedProducers(ModelGraph graph)
    {
        foreach (var node in graph.Nodes)
        {
            var axes = node.Inputs.OfType<GraphValue>().SelectMany(value => AxesOf(value.Name));
            if (axes.Where(axis => axis.Role == AxisRole.Produces).SelectMany(axis => axis.Labels).Select(_union.ReasonOf).FirstOrDefault(why => why is not null) is { } why)
            {
                yield return new(node.Name, node.OpType, $"Its channels cannot be cut at {why.OpType} '{why.Node}': {why.Reason}.");
            }
        }
    }
}
