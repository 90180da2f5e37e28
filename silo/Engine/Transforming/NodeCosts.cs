using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Costs;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Exact parameters and multiply-accumulate operations of any graph, for one sample. Parameters are the elements of learned
/// tensors (weights, biases, normalisation scales and shifts; not running statistics). MACs are those of convolutions and
/// matrix products; a free dimension counts as 1.
/// </summary>
/// <param name="Nodes">Nodes that cost something, in graph order.</param>
public sealed record NodeCosts(ImmutableArray<NodeCost> Nodes)
{
    public long Params => Nodes.Sum(node => node.Params);

    public long Macs => Nodes.Sum(node => node.Macs);

    /// <summary>Counts <paramref name="graph"/>, whose shapes must be known.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/>: the shape that a count needs is not known, or absurd.</exception>
    public static NodeCosts Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var parameters = LearnedConstants.Of(graph).ToLookup(pair => pair.Node, pair => pair.Value.Constant!.Count);
        var macs = 0L;
        var nodes = ImmutableArray.CreateBuilder<NodeCost>();
        foreach (var node in graph.Nodes)
        {
            try
            {
                var cost = new NodeCost(node.Name, parameters[node].Sum(), MacRules.Find(node)?.Count(node) ?? 0);
                macs = checked(macs + cost.Macs);
                nodes.Add(cost);
            }
            catch (OverflowException e)
            {
                throw new StepFailureException(
                    FailureCause.Unsupported, $"The cost of {node} cannot be counted: the sizes that the model declares multiply to more than 64 bits hold.", e);
            }
        }

        return new([.. nodes.Where(cost => cost.Params > 0 || cost.Macs > 0)]);
    }
}
