using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Costs;
using AutoCompress.Trials;
using Barrier = AutoCompress.Spaces.Barrier;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Exact parameters and multiply-accumulate operations of any graph, for one sample. Parameters are the elements of learned
/// tensors (weights, biases, normalisation scales and shifts; not running statistics). MACs are those of convolutions and
/// matrix products; a free dimension counts as 1. Where a shape is not known before run time, operations cannot be counted.
/// </summary>
/// <param name="Nodes">Nodes that cost something, in graph order.</param>
public sealed record NodeCosts(ImmutableArray<NodeCost> Nodes)
{
    public long Params => Nodes.Sum(node => node.Params);

    /// <summary>Nodes whose operations are not in <see cref="Macs"/>, since a shape is not known before run time.</summary>
    public ImmutableArray<Barrier> Uncounted { get; init; } = [];

    public long Macs => Nodes.Sum(node => node.Macs);

    /// <summary>Counts <paramref name="graph"/>, whose shapes must be known.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/>: the shape that a count needs is absurd.</exception>
    public static NodeCosts Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var parameters = LearnedConstants.Of(graph).ToLookup(pair => pair.Node, pair => pair.Value.Constant!.Count);
        var macs = 0L;
        var nodes = ImmutableArray.CreateBuilder<NodeCost>();
        var uncounted = ImmutableArray.CreateBuilder<Barrier>();
        foreach (var node in graph.Nodes)
        {
            try
            {
                var cost = new NodeCost(node.Name, parameters[node].Sum(), Macs(node));
                macs = checked(macs + cost.Macs);
                nodes.Add(cost);
            }
            catch (OverflowException e)
            {
                throw new StepFailureException(
                    FailureCause.Unsupported, $"The cost of {node} cannot be counted: the sizes that the model declares multiply to more than 64 bits hold.", e);
            }
        }

        return new([.. nodes.Where(cost => cost.Params > 0 || cost.Macs > 0)]) { Uncounted = uncounted.ToImmutable() };

        long Macs(GraphNode node)
        {
            try
            {
                return MacRules.Find(node)?.Count(node) ?? 0;
            }
            catch (StepFailureException e) when (e.Cause == FailureCause.Unsupported)
            {
                uncounted.Add(new(node.Name, node.OpType, e.Message));
                return 0;
            }
        }
    }
}
