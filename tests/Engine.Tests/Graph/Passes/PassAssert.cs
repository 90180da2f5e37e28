using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tests.Graph;

namespace AutoCompress.Engine.Tests.Graph.Passes;

/// <summary>What every pass owes: the original untouched, names and shapes of the interface kept, a sound graph, the same outputs.</summary>
internal static class PassAssert
{
    private static readonly OrtOptions Plain = new() { Optimization = OrtOptimization.None };

    /// <summary>Applies the pass to a graph that it matches and gives the rewritten one.</summary>
    /// <param name="shapes">The shape of each input, batch included.</param>
    public static ModelGraph Rewrites(GraphPass pass, ModelGraph graph, params long[][] shapes)
    {
        var before = OnnxFile.Serialize(graph);

        var result = pass.Apply(graph);

        Assert.True(result.Changed);
        Assert.Equal(before, OnnxFile.Serialize(graph));
        GraphInvariants.Check(result.Graph);
        Assert.False(pass.Apply(result.Graph).Changed, "A second run changes it again.");
        Agree(graph, result.Graph, shapes);
        return result.Graph;
    }

    public static void LeavesAlone(GraphPass pass, ModelGraph graph)
    {
        var before = OnnxFile.Serialize(graph);

        var result = pass.Apply(graph);

        Assert.False(result.Changed);
        Assert.Same(graph, result.Graph);
        Assert.Equal(before, OnnxFile.Serialize(result.Graph));
    }

    private static void Agree(ModelGraph before, ModelGraph after, long[][] shapes)
    {
        using var first = OrtSession.Of(before, Plain);
        using var second = OrtSession.Of(after, Plain);
        Assert.Equal(first.Inputs, second.Inputs, (a, b) => a.Name == b.Name && a.Type == b.Type);
        Assert.Equal(first.Outputs, second.Outputs, (a, b) => a.Name == b.Name && a.Type == b.Type);
        var inputs = shapes.Select((shape, i) => (first.Inputs[i].Name, SmallGraphs.Floats(11 + i, shape))).ToList();
        foreach (var (expected, found) in first.Run(inputs).Zip(second.Run(inputs)))
        {
            Assert.Equal(expected.Shape.ToArray(), found.Shape.ToArray());
            Assert.Equal(expected.Type, found.Type);
            if (expected.Type != ElementType.Float)
            {
                Assert.Equal(expected.Data.ToArray(), found.Data.ToArray());
                continue;
            }

            var (a, b) = (expected.Values<float>().ToArray(), found.Values<float>().ToArray());
            Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * Math.Max(1, Math.Abs(pair.First))));
        }
    }
}
