using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>What of a graph runs where, what gradients reach, and what training does with each constant.</summary>
/// <param name="Nodes">What <paramref name="Wanted"/> needs, in execution order.</param>
internal sealed record GraphPartition(
    ModelGraph Graph,
    IReadOnlyList<GraphValue> Wanted,
    IReadOnlyList<GraphNode> Nodes,
    ValueTypes Types,
    BarrierRegions Regions,
    FakeQuantization Fused,
    GradientFlow Flow,
    IReadOnlyDictionary<GraphValue, ConstantRole> Roles)
{
    /// <param name="learnScales">Whether the scales of fake-quantized values are trained.</param>
    /// <param name="strict">Whether everything is the trainer's, so that what it cannot run is not handed to ONNX Runtime.</param>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/>: a value that libtorch cannot hold comes in or is wanted.</exception>
    public static GraphPartition Of(ModelGraph graph, IReadOnlyList<GraphValue> wanted, bool learnScales = false, bool strict = false)
    {
        var needed = GraphNeighbours.Needed(wanted);
        var types = strict ? ValueTypes.Declared : ValueTypes.Of(graph);
        var regions = strict ? BarrierRegions.None : BarrierRegions.Find(graph, needed, wanted, types);
        var nodes = graph.Nodes.Where(needed.Contains).OrderBy(regions.LevelOf).ToList();
        var fused = FakeQuantization.Find(graph, needed, wanted, regions.Reasons.Keys.ToHashSet());
        var flow = GradientFlow.Of(nodes, wanted, regions, fused, types);
        var roles = ConstantRoles.Of(nodes, regions, fused, flow, learnScales);
        var partition = new GraphPartition(graph, wanted, nodes, types, regions, fused, flow, roles);
        partition.CheckBorders();
        return partition;
    }

    /// <summary>What a region gets from outside: all that it reads but constants that stay.</summary>
    public IReadOnlyList<GraphValue> FedTo(BarrierRegion region) =>
        [.. region.Reads.Where(value => !value.IsConstant || Roles.GetValueOrDefault(value) != ConstantRole.Fixed)];

    private void CheckBorders()
    {
        var borders = Regions.Reasons.Keys.Select(Regions.RegionOf).Distinct().SelectMany(region => FedTo(region).Concat(region.Outputs));
        if (borders.FirstOrDefault(value => !Types.CanHold(value) || Types[value] == ElementType.Undefined) is { } strange)
        {
            throw new StepFailureException(
                FailureCause.Unsupported,
                $"'{strange.Name}' is {Types.Describe(strange)}, which libtorch cannot hold: the trainer can neither feed nor return it. Give the model inputs and outputs of numbers.");
        }
    }
}
