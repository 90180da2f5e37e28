using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming.Costs;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming;

/// <summary>Says what a model costs and what of it can be cut.</summary>
public static class ModelAnalyzer
{
    /// <summary>
    /// Analyses <paramref name="graph"/>, whose shapes must be known. The cost terms are exact: at the counts that
    /// <see cref="ChannelGroupInfo.Kept"/> gives they sum to the pruned model's own <see cref="NodeCosts"/>.
    /// </summary>
    /// <param name="size">Bytes of the file with its external data.</param>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/>: the shape that a count needs is not known.</exception>
    public static ModelAnalysis Analyze(ModelGraph graph, long size)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var groups = ChannelGroups.Find(graph);
        var costs = NodeCosts.Of(graph);
        return new(
            size, costs.Params, costs.Macs, graph.Opset,
            [.. graph.Inputs.Where(input => !input.IsConstant).Select(Port)], [.. graph.Outputs.Select(Port)],
            [.. groups.All.Select(group => group.Info)], CostTerms.Of(graph, groups, costs), [.. groups.Barriers, .. costs.Uncounted]);
    }

    private static ModelPort Port(GraphValue value) =>
        new(value.Name, value.Type.ToString(), [.. (value.Shape ?? []).Select(dim => dim.Size ?? -1)]);
}
