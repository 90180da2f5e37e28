using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>A region as a model of its own. Names stay, since subgraphs know values by them.</summary>
internal static class RegionModel
{
    /// <param name="fed">Values that become inputs, of any size, since batches change; Loop and Scan ask for the rank. What the region reads beside them is constant, and lies inside.</param>
    public static ModelGraph Of(ModelGraph graph, BarrierRegion region, IReadOnlyCollection<GraphValue> fed, ValueTypes types)
    {
        var model = new ModelGraph { Name = graph.Name, Header = graph.Header with { QuantizationAnnotations = [] } };
        foreach (var name in graph.ReservedNames)
        {
            model.Reserve(name);
        }

        foreach (var value in region.Reads)
        {
            if (fed.Contains(value))
            {
                ImmutableArray<Dim>? shape = types.RankOf(value) is { } rank ? [.. Enumerable.Repeat(Dim.Unknown, rank)] : null;
                model.AddInput(value.Name, types[value], shape);
            }
            else
            {
                model.AddConstantAs(value.Name, value.Constant!);
            }
        }

        foreach (var node in region.Nodes)
        {
            GraphCopy.AddTwin(model, node);
        }

        foreach (var output in region.Outputs)
        {
            model[output.Name].Type = types[output];
            model.AddOutput(model[output.Name]);
        }

        return model;
    }
}
