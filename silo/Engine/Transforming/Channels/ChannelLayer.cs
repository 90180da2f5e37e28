using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>
/// One labelling of a model: each value carries channels on one axis at most. What it finds can be cut by itself. The labels of a second layer
/// lie across those of the first, on other axes or in all combinations on the same one, so that both can be cut.
/// </summary>
internal sealed class ChannelLayer
{
    private readonly LabelUnion _union;
    private readonly Dictionary<string, ChannelLabels> _labels;
    private readonly Dictionary<string, ImmutableArray<ConstantAxis>> _constants;
    private readonly Dictionary<int, ChannelGroup> _groupOfRoot;
    private readonly IReadOnlySet<string> _stopped;

    /// <param name="taken">How many groups are named after each node so far.</param>
    public ChannelLayer(ChannelFlow flow, Dictionary<string, ImmutableArray<ConstantAxis>> constants, Dictionary<string, int> taken)
    {
        (_union, _constants, _stopped) = (flow.Union, constants, flow.Stopped);
        _labels = flow.Labels.ToDictionary(pair => pair.Key.Name, pair => pair.Value, StringComparer.Ordinal);
        Statistics = [.. flow.Statistics.Select(use => (use.Node.Name, use.Slot))];
        Groups = GroupPartition.Of(flow.Graph, this, taken);
        _groupOfRoot = Groups.SelectMany(group => group.Roots.Select(root => (root, group))).ToDictionary(pair => pair.root, pair => pair.group);
    }

    private ChannelLayer(ChannelLayer whole, Dictionary<string, ChannelLabels> labels, Dictionary<string, ImmutableArray<ConstantAxis>> constants)
    {
        (_union, _labels, _constants, _groupOfRoot, _stopped) = (whole._union, labels, constants, whole._groupOfRoot, whole._stopped);
        (Statistics, Groups) = (whole.Statistics, whole.Groups);
    }

    /// <summary>In graph order.</summary>
    public ImmutableArray<ChannelGroup> Groups { get; }

    /// <summary>Inputs, by node name and slot, whose channels the node sums over.</summary>
    public ImmutableArray<(string Node, int Slot)> Statistics { get; }

    /// <summary>Whether a node stops all channels, so that nothing in it changes with a cut.</summary>
    public bool Stops(string node) => _stopped.Contains(node);

    public ChannelLabels? LabelsOf(string value) => _labels.GetValueOrDefault(value);

    /// <summary>The axes of a constant that carry channels, for all its readers.</summary>
    public ImmutableArray<ConstantAxis> AxesOf(string constant) => _constants.GetValueOrDefault(constant, []);

    public int Root(int label) => _union.Find(label);

    public bool IsPinned(int label) => _union.IsPinned(label);

    /// <summary>Why the label stays; null when it may go.</summary>
    public Spaces.Barrier? ReasonOf(int label) => _union.ReasonOf(label);

    /// <summary>The group that a label can be cut with, or null when it stays.</summary>
    public ChannelGroup? GroupOf(int label) => _groupOfRoot.GetValueOrDefault(Root(label));

    /// <summary>The same labels where the indices that <paramref name="cut"/> took out of another layer are gone.</summary>
    public ChannelLayer After(ChannelCut cut) => new(
        this,
        _labels.ToDictionary(
            pair => pair.Key,
            pair => cut.Layer.LabelsOf(pair.Key) is { } other && other.Axis == pair.Value.Axis
                ? pair.Value with { Labels = Take(pair.Value.Labels, cut.Kept(other.Labels)) } : pair.Value,
            StringComparer.Ordinal),
        _constants.ToDictionary(
            pair => pair.Key,
            pair => pair.Value.Select(axis => cut.Layer.AxesOf(pair.Key).FirstOrDefault(other => other.Axis == axis.Axis) is { } other
                ? axis with { Labels = Take(axis.Labels, cut.Kept(other.Labels)) } : axis).ToImmutableArray(),
            StringComparer.Ordinal));

    private static int[] Take(int[] labels, int[] indices) => Array.ConvertAll(indices, index => labels[index]);
}
