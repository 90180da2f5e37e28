using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Graph.Shapes;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class ConstantReshapeTests
{
    private static readonly long[] Image = [2, 2, 5, 5];

    [Fact]
    public void Apply_TargetFromTheBatchSize_BecomesConstantAndTheChainDies()
    {
        var graph = Flattened();
        ShapeInference.Infer(graph);

        var result = PassAssert.Rewrites(new ConstantReshape(), graph, Image);

        Assert.Equal([-1L, 36L], result["flat"].Producer!.Inputs[1]!.Constant!.Values<long>().ToArray());
        Assert.Equal(["Conv", "Relu", "Reshape"], new Simplify().Apply(graph).Graph.Nodes.Select(node => node.OpType));
    }

    [Fact]
    public void Apply_WithoutShapes_LeavesItAlone() => PassAssert.LeavesAlone(new ConstantReshape(), Flattened());

    [Fact]
    public void Apply_ConstantTarget_LeavesItAlone()
    {
        var graph = Flattened();
        ModelGraph.SetInput(graph["flat"].Producer!, 1, graph.AddConstant("target", Tensor.Of([0L, -1L], 2)));
        ShapeInference.Infer(graph);

        PassAssert.LeavesAlone(new ConstantReshape(), graph);
    }

    private static ModelGraph Flattened()
    {
        var graph = SmallGraphs.ConvRelu();
        var features = graph["features"];
        var size = graph.AddNode("Shape", "shape", [features], "size").Output;
        var batch = graph.AddNode("Gather", "gather", [size, graph.AddConstant("zero", Tensor.Of([0L], 1))], "first").Output;
        var target = graph.AddNode("Concat", "concat", [batch, graph.AddConstant("rest", Tensor.Of([-1L], 1))], "target");
        target.Attributes["axis"] = new AttributeValue.Int(0);
        var flat = graph.AddNode("Reshape", "reshape", [features, target.Output], "flat").Output;
        flat.Type = ElementType.Float;
        graph.AddOutput(flat);
        return graph;
    }
}
