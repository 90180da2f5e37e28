using AutoCompress.Engine.Graph;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>The nodes that the wanted values need, in order, with every value given a place in a frame.</summary>
internal sealed class Plan
{
    private readonly Dictionary<GraphValue, int> _places = [];
    private readonly List<PlanStep> _steps = [];

    private readonly Dictionary<GraphValue, ElementType> _types;

    private Plan(ModelGraph graph, IReadOnlyList<GraphValue> wanted) => (Wanted, _types) = (wanted, ResultTypes.Of(graph));

    public IReadOnlyList<PlanStep> Steps => _steps;

    public IReadOnlyList<GraphValue> Wanted { get; }

    /// <summary>Places in a frame.</summary>
    public int Size => _places.Count;

    /// <summary>Constants that the plan reads.</summary>
    public IEnumerable<GraphValue> Constants => _places.Keys.Where(value => value.IsConstant);

    /// <summary>Whether a value is of 16-bit floats, which kernels get as 32-bit ones.</summary>
    public bool HoldsHalves => _types.Values.Any(type => type.IsHalf());

    public int PlaceOf(GraphValue value) => _places[value];

    /// <summary>The type of a value that needs care, see <see cref="ResultTypes"/>.</summary>
    public ElementType TypeOf(GraphValue value) => _types.GetValueOrDefault(value);

    public bool Reads(GraphValue value) => _places.ContainsKey(value);

    /// <exception cref="StepFailureException">A node cannot be run.</exception>
    public static Plan Of(ModelGraph graph, IReadOnlyList<GraphValue> wanted, OperatorRegistry registry)
    {
        var plan = new Plan(graph, wanted);
        var needed = Needed(graph, wanted);
        var fused = FakeQuantization.Find(graph, needed, wanted);
        foreach (var node in graph.Nodes.Where(needed.Contains))
        {
            if (fused.Starts.Contains(node))
            {
                continue;
            }

            if (fused.Pairs.TryGetValue(node, out var pair))
            {
                plan.Add(node, pair.Build(graph.Opset), pair.Inputs);
            }
            else
            {
                plan.Add(node, registry.Get(node, graph.Opset).Build(new(node, graph.Opset)), node.Inputs);
            }
        }

        foreach (var value in wanted)
        {
            plan.Place(value);
        }

        plan.FindLastReads();
        return plan;
    }

    private static HashSet<GraphNode> Needed(ModelGraph graph, IReadOnlyList<GraphValue> wanted)
    {
        var needed = new HashSet<GraphNode>();
        var open = new Stack<GraphValue>(wanted);
        while (open.TryPop(out var value))
        {
            if (value.Producer is { } node && needed.Add(node))
            {
                foreach (var input in node.Inputs.OfType<GraphValue>())
                {
                    open.Push(input);
                }
            }
        }

        return needed;
    }

    private void Add(GraphNode node, OperatorKernel kernel, IReadOnlyList<GraphValue?> inputs) => _steps.Add(new(
        node,
        kernel,
        [.. inputs.Select(value => value is null ? -1 : Place(value))],
        [.. node.Outputs.Select(value => value is null ? -1 : Place(value))],
        node.Outputs.Any(value => value is not null && _types.ContainsKey(value))
            ? [.. node.Outputs.Select(value => value is null ? ElementType.Undefined : TypeOf(value))]
            : null));

    private int Place(GraphValue value)
    {
        if (!_places.TryGetValue(value, out var place))
        {
            place = _places.Count;
            _places.Add(value, place);
        }

        return place;
    }

    private void FindLastReads()
    {
        var keep = Wanted.Select(PlaceOf).Concat(_places.Where(pair => pair.Key.Producer is null).Select(pair => pair.Value)).ToHashSet();
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            _steps[i].Frees = [.. _steps[i].Inputs.Concat(_steps[i].Outputs).Distinct().Where(place => place >= 0 && keep.Add(place))];
        }
    }
}
