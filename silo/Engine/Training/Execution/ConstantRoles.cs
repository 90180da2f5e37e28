using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training.Barriers;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>Finds the constants that training moves. A weight that no gradient reaches is not among them: it stays as it is.</summary>
internal sealed class ConstantRoles
{
    private static readonly int[] StatisticSlots = [3, 4];
    private readonly HashSet<GraphNode> _nodes;
    private readonly BarrierRegions _regions;
    private readonly FakeQuantization _fused;
    private readonly GradientFlow _flow;

    private ConstantRoles(IEnumerable<GraphNode> nodes, BarrierRegions regions, FakeQuantization fused, GradientFlow flow) =>
        (_nodes, _regions, _fused, _flow) = ([.. nodes], regions, fused, flow);

    /// <param name="nodes">The nodes that run, in order.</param>
    /// <returns>The role of each constant that does not stay as it is.</returns>
    public static Dictionary<GraphValue, ConstantRole> Of(
        IReadOnlyList<GraphNode> nodes, BarrierRegions regions, FakeQuantization fused, GradientFlow flow, bool learnScales)
    {
        var roles = new ConstantRoles(nodes, regions, fused, flow);
        return nodes.SelectMany(GraphNeighbours.Reads).Where(value => value.IsConstant && value.Type == ElementType.Float).Distinct()
            .Select(value => (value, Role: roles.Of(value, learnScales))).Where(pair => pair.Role != ConstantRole.Fixed)
            .ToDictionary(pair => pair.value, pair => pair.Role);
    }

    private ConstantRole Of(GraphValue value, bool learnScales)
    {
        var uses = value.Uses.Where(use => _nodes.Contains(use.Node)).ToList();
        return uses.Exists(IsStatistic) ? ConstantRole.Statistic
            : uses.Exists(IsWeight) ? ConstantRole.Weight
            : learnScales && uses.Exists(use => _flow.Passes(use.Node)) && _fused.IsScaleOfPairsOnly(uses) ? ConstantRole.Scale
            : ConstantRole.Fixed;
    }

    private bool IsStatistic(ValueUse use) =>
        use.Node.Is("BatchNormalization") && StatisticSlots.Contains(use.Slot) && !_regions.Contains(use.Node);

    /// <summary>Whether the use is a weight's that a gradient reaches, if need be through Transpose, QuantizeLinear and the like.</summary>
    private bool IsWeight(ValueUse use)
    {
        if (!_flow.Passes(use.Node) || OperatorRegistry.Default.Find(use.Node) is not { } entry)
        {
            return false;
        }

        return entry.Weights.Contains(use.Slot)
            || IsBiasOfMatMul(use)
            || (entry.PassesWeights && use.Slot == 0
                && use.Node.Outputs.OfType<GraphValue>().Any(output => output.Uses.Any(next => next.Slot >= 0 && IsWeight(next))));
    }

    /// <summary>MatMul has no bias of its own: exporters write an Add behind it.</summary>
    private static bool IsBiasOfMatMul(ValueUse use) =>
        use.Node.Is("Add") && use.Node.Input(1 - use.Slot)?.Producer is { } producer && producer.Is("MatMul");
}
