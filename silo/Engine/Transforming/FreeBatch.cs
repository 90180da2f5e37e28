using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Transforming;

/// <summary>
/// Frees the batch of a model that was exported for one sample: its inputs and outputs, and the Reshapes that say 1 for it. What comes out is proved: two
/// samples at once must answer as one after the other. A model that bakes its batch in elsewhere stays as it is.
/// </summary>
internal static class FreeBatch
{
    private const ulong Seed = 1;

    /// <summary>The graph with a free batch, or <paramref name="graph"/> itself when its batch is free already or cannot be freed.</summary>
    public static ModelGraph Of(ModelGraph graph)
    {
        var inputs = graph.Inputs.Where(input => !input.IsConstant).ToList();
        if (inputs.Count == 0 || !inputs.TrueForAll(input => input.Shape is { Length: > 1 } shape && shape[0].Size == 1))
        {
            return graph;
        }

        var freed = graph.Clone();
        Free(freed);
        return AnswersTheSame(graph, freed) ? freed : graph;
    }

    private static void Free(ModelGraph graph)
    {
        var taken = graph.Inputs.SelectMany(input => input.Shape ?? []).Select(dim => dim.Symbol).ToHashSet();
        var batch = Dim.Named(taken.Contains("batch") ? "free_batch" : "batch");
        foreach (var port in graph.Inputs.Where(input => !input.IsConstant).Concat(graph.Outputs).Distinct())
        {
            port.Shape = port.Shape is { Length: > 0 } shape && shape[0].Size == 1 ? shape.SetItem(0, batch) : port.Shape;
        }

        // What the file declares in between holds for one sample.
        foreach (var value in graph.Values.Where(value => value is { Producer: not null, IsOutput: false }))
        {
            value.Shape = null;
        }

        foreach (var node in graph.Nodes.Where(node => node.Is("Reshape") && node.Int("allowzero", 0) == 0).ToList())
        {
            if (node.Input(1) is { Constant: { Type: ElementType.Int64, Rank: 1, Count: > 1 } target } && target.Values<long>()[0] == 1)
            {
                long[] sizes = [0, .. target.Values<long>()[1..]];
                ModelGraph.SetInput(node, 1, graph.AddConstant(node.Name + ".free", Tensor.Of(sizes, sizes.Length)));
            }
        }
    }

    private static bool AnswersTheSame(ModelGraph one, ModelGraph many)
    {
        try
        {
            using var free = FedSession.Of(many);
            var (inputs, outputs) = RandomBatch.Run(many, free.Run, Seed);
            using var single = FedSession.Of(one);
            var tolerance = MaskedEquivalence.ToleranceOf(one);
            return Enumerable.Range(0, RandomBatch.Batch).All(sample => outputs
                .Zip(single.Run([.. inputs.Select(input => (input.Item1, Row(input.Item2, sample)))]))
                .All(pair => pair.First is { Rank: > 0, Texts: null } all && all.Shape[0] == RandomBatch.Batch
                    && MaskedEquivalence.Difference(pair.Second, Row(all, sample)) <= tolerance));
        }
        catch (StepFailureException e) when (e.Cause != FailureCause.MissingDevice)
        {
            // It does not run with two samples, or not at all.
            return false;
        }
    }

    private static Tensor Row(Tensor rows, int index)
    {
        var bytes = rows.Data.Length / RandomBatch.Batch;
        return new(rows.Type, [1, .. rows.Shape[1..]], rows.Data.Slice(index * bytes, bytes));
    }
}
