using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Graph.Shapes;

public sealed class ShapeInferenceTests
{
    private static readonly Dim Batch = Dim.Named("batch");

    [Fact]
    public void Infer_ResidualNetwork_KnowsEveryValue()
    {
        var graph = ResidualNetwork.Build();
        var bytes = OnnxFile.Serialize(graph, new() { ValueInfo = false });

        ShapeInference.Infer(graph);

        Assert.All(graph.Values, value => Assert.True(ShapeInference.IsKnown(value), value.ToString()));
        Assert.Equal([Batch, Dim.Of(128), Dim.Of(7), Dim.Of(7)], graph["stage3.block1.relu.out"].Shape!.Value);
        Assert.Equal([Batch, Dim.Of(10)], graph["logits"].Shape!.Value);
        Assert.Equal(bytes, OnnxFile.Serialize(graph, new() { ValueInfo = false }));
    }

    [Fact]
    public void Infer_AfterAWeightWasCut_ForgetsTheOldShape()
    {
        var graph = SmallGraphs.ConvRelu();
        ShapeInference.Infer(graph);
        ModelGraph.SetConstant(graph["conv.weight"], SmallGraphs.Floats(1, 3, 2, 3, 3));

        ShapeInference.Infer(graph);

        Assert.Equal([Batch, Dim.Of(3), Dim.Of(3), Dim.Of(3)], graph["features"].Shape!.Value);
    }

    [Fact]
    public void Infer_ReshapeFromShapeArithmetic_IsLearnedByRunning()
    {
        var graph = SmallGraphs.ConvRelu();
        var features = graph["features"];
        var size = graph.AddNode("Shape", "shape", [features], "size").Output;
        var batch = graph.AddNode("Gather", "gather", [size, graph.AddConstant("zero", Tensor.Of([0L], 1))], "first").Output;
        var twice = graph.AddNode("Mul", "mul", [batch, graph.AddConstant("two", Tensor.Of([2L], 1))], "twice").Output;
        var target = graph.AddNode("Concat", "concat", [twice, graph.AddConstant("rest", Tensor.Of([-1L], 1))], "target");
        target.Attributes["axis"] = new AttributeValue.Int(0);
        var flat = graph.AddNode("Reshape", "reshape", [features, target.Output], "flat").Output;
        var kept = graph.AddNode("Concat", "concat2", [batch, graph.AddConstant("rest2", Tensor.Of([-1L], 1))], "target2");
        kept.Attributes["axis"] = new AttributeValue.Int(0);
        var rows = graph.AddNode("Reshape", "reshape2", [features, kept.Output], "rows").Output;

        ShapeInference.Infer(graph);

        Assert.Equal([Dim.Named("2*batch"), Dim.Of(18)], flat.Shape!.Value);
        Assert.Equal([Batch, Dim.Of(36)], rows.Shape!.Value);
    }

    [Fact]
    public void Infer_SizesComputedFromFreeOnes_AreFollowedByName()
    {
        var graph = new ModelGraph();
        var length = Dim.Named("length");
        var x = graph.AddInput("x", ElementType.Float, [Batch, length, Dim.Of(6)]);
        var sizes = graph.AddNode("Shape", "shape", [x], "sizes").Output;
        GraphValue Size(string name, long axis) => graph.AddNode("Gather", name, [sizes, graph.AddConstant(name + ".axis", Tensor.Of([axis], 1))], name).Output;
        GraphValue List(string name, params GraphValue[] parts)
        {
            var list = graph.AddNode("Concat", name, parts, name);
            list.Attributes["axis"] = new AttributeValue.Int(0);
            return list.Output;
        }

        var (batch, places, one) = (Size("first", 0), Size("second", 1), graph.AddConstant("one", Tensor.Of([1L], 1)));
        var heads = graph.AddNode("Reshape", "heads", [x, List("to", batch, places, graph.AddConstant("rest", Tensor.Of([2L, -1], 2)))], "split").Output;
        var token = graph.AddNode("Expand", "expand", [graph.AddConstant("token", Tensor.Of(new float[8], 1, 1, 8)), List("by", batch, one, one)], "tokens").Output;
        graph.AddOutput(heads);
        graph.AddOutput(token);

        ShapeInference.Infer(graph);

        Assert.Equal([Batch, length, Dim.Of(2), Dim.Of(3)], heads.Shape!.Value);
        Assert.Equal([Batch, Dim.Of(1), Dim.Of(8)], token.Shape!.Value);
    }

    [Fact]
    public void Infer_FreeLengthBesideTheBatch_IsLearnedByRunning()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Batch, Dim.Named("length"), Dim.Of(6)]);
        var twice = graph.AddNode("Mul", "mul", [graph.AddNode("Shape", "shape", [x], "sizes").Output, graph.AddConstant("factors", Tensor.Of([1L, 2, 1], 3))], "twice");
        graph.AddOutput(graph.AddNode("Resize", "resize", [x, null, null, twice.Output], "longer").Output);
        graph["longer"].Type = ElementType.Float;

        ShapeInference.Infer(graph);

        Assert.Equal([Batch, Dim.Named("2*length"), Dim.Of(6)], graph["longer"].Shape!.Value);
    }

    [Fact]
    public void Infer_UnknownImageSize_TakesItFromTheSampleOnly()
    {
        var graph = new ModelGraph();
        var image = graph.AddInput("image", ElementType.Float, [Batch, Dim.Of(2), Dim.Unknown, Dim.Unknown]);
        graph.AddOutput(graph.AddNode("Relu", "relu", [image], "y").Output);
        graph["y"].Type = ElementType.Float;

        ShapeInference.Infer(graph);
        Assert.Equal([Batch, Dim.Of(2), Dim.Unknown, Dim.Unknown], graph["y"].Shape!.Value);

        ShapeInference.Infer(graph, new Dictionary<string, Tensor> { ["image"] = SmallGraphs.Floats(1, 1, 2, 7, 9) });
        Assert.Equal([Batch, Dim.Of(2), Dim.Of(7), Dim.Of(9)], graph["y"].Shape!.Value);
    }

    [Fact]
    public void Infer_UnknownOperator_FailsInTheWordsOfOnnxRuntime()
    {
        var graph = SmallGraphs.ConvRelu();
        graph.Nodes[1].OpType = "Relux";

        var failure = Assert.Throws<StepFailureException>(() => ShapeInference.Infer(graph));

        Assert.Equal(FailureCause.InvalidModel, failure.Cause);
        Assert.Contains("Relux", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skeleton_ResidualNetwork_NeedsNoRun()
    {
        var graph = ResidualNetwork.Build();
        var scalar = graph.AddNode("ReduceMean", "mean", [graph["logits"]], "scalar");
        scalar.Attributes["keepdims"] = new AttributeValue.Int(0);

        var inferred = SkeletonInference.Run(graph);

        Assert.Equal([Batch, Dim.Of(64), Dim.Of(14), Dim.Of(14)], inferred["stage2.block1.add.out"].Shape!.Value);
        Assert.Equal([Batch, Dim.Of(10)], inferred["logits"].Shape!.Value);
        Assert.Empty(inferred["scalar"].Shape!.Value);
    }
}
