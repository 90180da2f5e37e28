using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Transforming;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>The result record of the stages that write a shipped file.</summary>
/// <param name="Values">Size, MACs and parameters, all exact.</param>
/// <param name="Training">What quantization-aware training took; null without one.</param>
internal sealed record ExportValues(ImmutableSortedDictionary<Metric, Measurement> Values, TrainingCost? Training)
{
    /// <summary>Costs of <paramref name="graph"/> as it computes, and of the file that holds it.</summary>
    public static ImmutableSortedDictionary<Metric, Measurement> Costs(ModelGraph graph, string file)
    {
        var costs = NodeCosts.Of(graph);
        return ImmutableSortedDictionary<Metric, Measurement>.Empty
            .Add(Metric.Size, Measurement.Exact(ModelSize.Of(file)))
            .Add(Metric.Macs, Measurement.Exact(costs.Macs))
            .Add(Metric.Params, Measurement.Exact(costs.Params));
    }
}
