using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Barriers;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>The nodes that the wanted values need, in order, with every value given a place in a frame.</summary>
internal sealed class Plan : IDisposable
{
    private readonly GraphPartition _partition;
    private readonly Dictionary<GraphValue, int> _places = [];
    private readonly List<PlanStep> _steps = [];
    private readonly List<RegionSession> _sessions = [];
    private readonly Dictionary<GraphValue, ElementType> _types;

    private Plan(GraphPartition partition) => (_partition, _types) = (partition, ResultTypes.Of(partition.Graph, partition.Types));

    public IReadOnlyList<PlanStep> Steps => _steps;

    public IReadOnlyList<GraphValue> Wanted => _partition.Wanted;

    /// <summary>Places in a frame.</summary>
    public int Size => _places.Count;

    /// <summary>Constants that the plan reads.</summary>
    public IEnumerable<GraphValue> Constants => _places.Keys.Where(value => value.IsConstant);

    /// <summary>Whether a value is of 16-bit floats, which kernels get as 32-bit ones.</summary>
    public bool HoldsHalves => _types.Values.Any(type => type.IsHalf());

    public int PlaceOf(GraphValue value) => _places[value];

    public ConstantRole RoleOf(GraphValue constant) => _partition.Roles.GetValueOrDefault(constant);

    /// <summary>The type of a value that needs care, see <see cref="ResultTypes"/>.</summary>
    public ElementType TypeOf(GraphValue value) => _types.GetValueOrDefault(value);

    public bool Reads(GraphValue value) => _places.ContainsKey(value);

    /// <param name="device">Where the plan's tensors lie.</param>
    /// <exception cref="StepFailureException">A node cannot be run.</exception>
    public static Plan Of(GraphPartition partition, int device = TorchTensor.Cpu)
    {
        var plan = new Plan(partition);
        try
        {
            foreach (var node in partition.Nodes)
            {
                plan.Add(node, device);
            }

            foreach (var value in plan.Wanted)
            {
                plan.Place(value);
            }

            plan.FindLastReads();
            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }

    public void Dispose() => _sessions.ForEach(session => session.Dispose());

    private void Add(GraphNode node, int device)
    {
        var opset = _partition.Graph.Opset;
        if (_partition.Regions.Contains(node))
        {
            AddRegion(node, device);
        }
        else if (_partition.Fused.Pairs.TryGetValue(node, out var pair))
        {
            Add(node, pair.Build(opset), pair.Inputs, node.Outputs);
        }
        else if (!_partition.Fused.Starts.Contains(node))
        {
            Add(node, OperatorRegistry.Default.Get(node, opset).Build(new(node, opset)), node.Inputs, node.Outputs);
        }
    }

    /// <summary>Adds the region that begins with <paramref name="node"/>; its other nodes are in it.</summary>
    private void AddRegion(GraphNode node, int device)
    {
        var region = _partition.Regions.RegionOf(node);
        if (region.Nodes[0] == node)
        {
            var fed = _partition.FedTo(region);
            _sessions.Add(new(_partition.Graph, region, fed, _partition.Types, device));
            Add(node, _sessions[^1].Run, fed, region.Outputs);
        }
    }

    private void Add(GraphNode node, OperatorKernel kernel, IReadOnlyList<GraphValue?> inputs, IReadOnlyList<GraphValue?> outputs) => _steps.Add(new(
        node,
        kernel,
        [.. inputs.Select(value => value is null ? -1 : Place(value))],
        [.. outputs.Select(value => value is null ? -1 : Place(value))],
        outputs.Any(value => value is not null && _types.ContainsKey(value))
            ? [.. outputs.Select(value => value is null ? ElementType.Undefined : TypeOf(value))]
            : null)
    {
        IsFrozen = !_partition.Flow.Passes(node),
        MayDraw = _partition.Regions.Contains(node),
    });

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
