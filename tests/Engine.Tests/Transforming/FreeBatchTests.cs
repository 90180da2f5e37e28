using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Tests.Transforming;

public sealed class FreeBatchTests
{
    [Fact]
    public void Of_ReshapeThatSaysOneSample_RunsWithAnyNumber()
    {
        var graph = Model(Tensor.Of([1L, 8], 2));

        var freed = FreeBatch.Of(graph);

        Assert.Null(freed.Inputs[0].Shape!.Value[0].Size);
        Assert.Null(freed.Outputs[0].Shape!.Value[0].Size);
        var images = SmallGraphs.Floats(5, 3, 2, 2, 2);
        using var many = OrtSession.Of(freed);
        using var one = OrtSession.Of(graph);
        var answers = many.Run(images)[0];
        Assert.Equal([3, 4], answers.Shape.ToArray());
        var single = one.Run(new Tensor(ElementType.Float, [1, 2, 2, 2], images.Data.Slice(2 * 32, 32)))[0];
        Assert.All(single.Values<float>().ToArray().Zip(answers.Values<float>()[8..].ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Of_ModelThatIsFreed_StaysAsItIsItself()
    {
        var graph = Model(Tensor.Of([1L, 8], 2));
        var before = OnnxFile.Serialize(graph);

        FreeBatch.Of(graph);

        Assert.Equal(before, OnnxFile.Serialize(graph));
    }

    [Fact]
    public void Of_BatchThatIsBakedInElsewhere_StaysFixed()
    {
        // A flat list of 8 numbers is what one sample has, however many come.
        var graph = Model(Tensor.Of([8L], 1));

        Assert.Same(graph, FreeBatch.Of(graph));
    }

    [Fact]
    public void Of_SampleThatDependsOnItsNeighbours_StaysFixed()
    {
        var graph = Model(Tensor.Of([1L, 8], 2), mean: true);

        Assert.Same(graph, FreeBatch.Of(graph));
    }

    [Fact]
    public void Of_FreeBatch_IsLeftAlone()
    {
        var graph = SmallGraphs.ConvRelu();

        Assert.Same(graph, FreeBatch.Of(graph));
    }

    /// <summary>x [1,2,2,2] → Reshape → MatMul → y [1,4], or of 4 numbers.</summary>
    /// <param name="mean">Takes the mean over all samples from each.</param>
    private static ModelGraph Model(Tensor target, bool mean = false)
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(1), Dim.Of(2), Dim.Of(2), Dim.Of(2)]);
        var flat = graph.AddNode("Reshape", "flat", [x, graph.AddConstant("to", target)], "flat").Output;
        if (mean)
        {
            var all = graph.AddNode("ReduceMean", "mean", [flat], "mean");
            all.Attributes["axes"] = new AttributeValue.Ints([0]);
            flat = graph.AddNode("Sub", "centred", [flat, all.Output], "centred").Output;
        }

        var y = graph.AddNode("MatMul", "product", [flat, graph.AddConstant("w", SmallGraphs.Floats(1, 8, 4))], "y").Output;
        (y.Type, y.Shape) = (ElementType.Float, target.Count == 2 ? [Dim.Of(1), Dim.Of(4)] : [Dim.Of(4)]);
        graph.AddOutput(y);
        return graph;
    }
}
