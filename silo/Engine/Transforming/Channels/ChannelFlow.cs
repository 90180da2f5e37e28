using AutoCompress.Engine.Graph;
using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Transforming.Channels;

/// <summary>The labels of one graph while the rules run over its nodes in execution order.</summary>
/// <param name="across">Whether this is the second run, in which rules follow what they leave aside in the first.</param>
internal sealed class ChannelFlow(ModelGraph graph, bool across = false)
{
    private readonly Dictionary<GraphValue, ChannelLabels> _labels = [];
    private readonly Dictionary<GraphValue, List<ConstantUse>> _constants = [];
    private readonly List<Barrier> _barriers = [];
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private readonly List<(GraphNode Node, int Slot)> _statistics = [];

    public ModelGraph Graph => graph;

    public bool Across => across;

    /// <summary>Whether a rule had two axes to choose from, so that a second run finds more.</summary>
    public bool LeavesAside { get; set; }

    public LabelUnion Union { get; } = new();

    public IReadOnlyDictionary<GraphValue, ChannelLabels> Labels => _labels;

    public IReadOnlyDictionary<GraphValue, List<ConstantUse>> Constants => _constants;

    /// <summary>Operators that stopped channels because nothing is known of them, in graph order.</summary>
    public IReadOnlyList<Barrier> Barriers => _barriers;

    /// <summary>Names of the nodes that stop all channels, whether any reach them or not.</summary>
    public IReadOnlySet<string> Stopped => _stopped;

    /// <summary>Inputs whose channels are summed over, and so only those that stay.</summary>
    public IReadOnlyList<(GraphNode Node, int Slot)> Statistics => _statistics;

    /// <summary>Whether what the rules say now of the node's outputs are labels that repeat, as those of its inputs.</summary>
    public bool Repeats { get; set; }

    public ChannelLabels? Of(GraphValue? value) => value is null ? null : _labels.GetValueOrDefault(value);

    /// <summary>The labels along <paramref name="axis"/>; channels that lie on another axis are pinned.</summary>
    public int[]? Along(GraphNode node, int slot, int axis)
    {
        if (Of(node.Input(slot)) is not { } labels)
        {
            return null;
        }

        if (labels.Axis == axis)
        {
            return labels.Labels;
        }

        Pin(node, slot, $"the channels lie on axis {labels.Axis} of '{node.Inputs[slot]!.Name}', and the operator mixes along it");
        return null;
    }

    public int[] Fresh(long count) => Union.Fresh(checked((int)count));

    /// <summary>Labels output <paramref name="slot"/> where the node has it. Labels that contradict its shape are pinned.</summary>
    /// <param name="repeats">Null when it is as with the inputs.</param>
    public void Set(GraphNode node, int slot, int axis, int[] labels, bool? repeats = null)
    {
        if (slot >= node.Outputs.Count || node.Outputs[slot] is not { } value)
        {
            return;
        }

        if (value.Shape is { } shape && (axis < 0 || axis >= shape.Length))
        {
            Pin(node, labels, $"'{value.Name}' of {shape.Length} axes has none for its {labels.Length} channels");
            return;
        }

        var merged = repeats ?? Repeats;
        if (!merged && value.Size(axis) is { } size && size != labels.Length)
        {
            Pin(node, labels, $"'{value.Name}' has {size} places for {labels.Length} channels");
            return;
        }

        if (merged && (value.Shape is not { } known || MergedHeads.Resized(known[axis], labels.Length, labels.Length) is null))
        {
            Pin(node, labels, $"axis {axis} of '{value.Name}' does not repeat {labels.Length} channels");
            return;
        }

        _labels[value] = new(axis, labels, merged);
    }

    /// <summary>
    /// Says which axes of the constant in <paramref name="slot"/> carry channels for this reader. Null labels keep their axis, and labels that
    /// contradict its shape are pinned: nobody has checked the model where shapes could not be inferred.
    /// </summary>
    public void Constant(GraphNode node, int slot, params ReadOnlySpan<(int Axis, int[]? Labels, AxisRole Role)> axes)
    {
        if (node.Input(slot) is not { IsConstant: true } value)
        {
            return;
        }

        if (!_constants.TryGetValue(value, out var uses))
        {
            _constants.Add(value, uses = []);
        }

        var labelled = new List<ConstantAxis>();
        foreach (var (axis, labels, role) in axes)
        {
            if (labels is null)
            {
                continue;
            }

            if (axis < 0 || axis >= value.Constant!.Rank || value.Constant.Shape[axis] != labels.Length)
            {
                Pin(node, labels, $"'{value.Name}' of shape [{string.Join(',', value.Constant!.Shape.ToArray())}] does not fit its {labels.Length} channels");
            }
            else
            {
                labelled.Add(new(axis, labels, role, role == AxisRole.Consumes));
            }
        }

        uses.Add(new(node, slot, [.. labelled]));
    }

    /// <summary>For operators that move or mix their first input: their constants carry no channels, and channels in another input stop.</summary>
    public void FirstInputOnly(GraphNode node)
    {
        for (var slot = 0; slot < node.Inputs.Count; slot++)
        {
            Constant(node, slot);
            if (slot > 0)
            {
                Pin(node, slot, "they are a parameter of it");
            }
        }
    }

    public void Unite(GraphNode node, IReadOnlyList<int> a, IReadOnlyList<int> b)
    {
        if (a.Count != b.Count)
        {
            Pin(node, a.Concat(b), $"{a.Count} channels meet {b.Count}");
            return;
        }

        var reason = Why(node, "they meet channels here that keep their place");
        for (var i = 0; i < a.Count; i++)
        {
            Union.Unite(a[i], b[i], reason);
        }
    }

    public void Pin(GraphNode node, IEnumerable<int> labels, string reason)
    {
        var why = Why(node, reason);
        foreach (var label in labels)
        {
            Union.Pin(label, why);
        }
    }

    /// <summary>Pins the channels of an input; true when it had any.</summary>
    public bool Pin(GraphNode node, int slot, string reason)
    {
        if (Of(node.Input(slot)) is not { } labels)
        {
            return false;
        }

        Pin(node, labels.Labels, reason);
        return true;
    }

    /// <summary>
    /// Says that the node takes sums over the channels of an input (a mean, a product of two activations): after a cut over those that stay,
    /// which is what the cut model then means.
    /// </summary>
    public void Sums(GraphNode node, int slot) => _statistics.Add((node, slot));

    /// <summary>Stops all channels that enter the node; its outputs keep their sizes.</summary>
    /// <param name="report">Names the node among the barriers even when no channel reaches it.</param>
    public void Stop(GraphNode node, string reason, bool report = false)
    {
        _stopped.Add(node.Name);
        var stopped = false;
        for (var slot = 0; slot < node.Inputs.Count; slot++)
        {
            stopped |= Pin(node, slot, reason);
        }

        foreach (var captured in node.Captures.Select(Of).OfType<ChannelLabels>())
        {
            Pin(node, captured.Labels, reason);
            stopped = true;
        }

        if (stopped || report)
        {
            _barriers.Add(new(node.Name, node.OpType, char.ToUpperInvariant(reason[0]) + reason[1..] + "."));
        }
    }

    private static Barrier Why(GraphNode node, string reason) => new(node.Name, node.OpType, reason);
}
