using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class CleanupPassTests
{
    private static readonly long[] Image = [2, 2, 5, 5];

    [Fact]
    public void DeadCode_UnreadBranch_IsRemovedWithItsConstants()
    {
        var graph = SmallGraphs.ConvRelu();
        var dead = graph.AddNode("Add", "dead", [graph["conv.out"], graph.AddConstant("k", Tensor.Scalar(1f))], "dead.out").Output;
        graph.AddNode("Relu", "deader", [dead], "deader.out");

        var result = PassAssert.Rewrites(new DeadCodeElimination(), graph, Image);

        Assert.Equal(2, result.Nodes.Count);
        Assert.Single(result.Constants);
    }

    [Fact]
    public void DeadCode_NothingDead_LeavesItAlone() => PassAssert.LeavesAlone(new DeadCodeElimination(), SmallGraphs.ConvRelu());

    [Fact]
    public void Identity_BetweenAndBeforeTheOutput_AreRemovedAndNamesKept()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(3)]);
        var a = graph.AddNode("Identity", "a", [x], "a.out").Output;
        var relu = graph.AddNode("Relu", "relu", [a], "relu.out").Output;
        var cast = graph.AddNode("Cast", "cast", [relu], "cast.out");
        cast.Attributes["to"] = new AttributeValue.Int((long)ElementType.Float);
        relu.Type = ElementType.Float;
        var turned = graph.AddNode("Transpose", "t", [cast.Output], "t.out");
        turned.Attributes["perm"] = new AttributeValue.Ints([0, 1]);
        var y = graph.AddNode("Identity", "b", [turned.Output], "y").Output;
        y.Type = ElementType.Float;
        graph.AddOutput(y);

        var result = PassAssert.Rewrites(new IdentityElimination(), graph, [2, 3]);

        Assert.Equal("y", Assert.Single(result.Nodes).Output.Name);
    }

    [Fact]
    public void Identity_FromInputToOutput_Stays()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(3)]);
        graph.AddOutput(graph.AddNode("Identity", "a", [x], "y").Output);
        graph["y"].Type = ElementType.Float;

        PassAssert.LeavesAlone(new IdentityElimination(), graph);
    }

    [Fact]
    public void Identity_OneValueForTwoOutputs_KeepsBothNames()
    {
        var graph = SmallGraphs.ConvRelu();
        graph.AddOutput(graph.AddNode("Identity", "copy", [graph["features"]], "again").Output);
        graph["again"].Type = ElementType.Float;

        PassAssert.LeavesAlone(new IdentityElimination(), graph);
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(10, true)]
    [InlineData(17, false)]
    public void Dropout_InInference_IsRemoved(int opset, bool optionalInputs)
    {
        var graph = WithDropout(opset, optionalInputs && opset >= 12, training: false);

        var result = PassAssert.Rewrites(new DropoutElimination(), graph, Image);

        Assert.DoesNotContain(result.Nodes, node => node.Is("Dropout"));
        Assert.Single(result.Constants);
    }

    [Fact]
    public void Dropout_InTraining_Stays() => PassAssert.LeavesAlone(new DropoutElimination(), WithDropout(17, true, training: true));

    [Fact]
    public void Dropout_WhoseMaskIsRead_Stays()
    {
        var graph = WithDropout(17, false, training: false);
        graph.AddOutput(graph["mask"]);

        PassAssert.LeavesAlone(new DropoutElimination(), graph);
    }

    private static ModelGraph WithDropout(int opset, bool optionalInputs, bool training)
    {
        var graph = new ModelGraph();
        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("", opset) };
        var image = graph.AddInput("image", ElementType.Float, [Dim.Named("batch"), Dim.Of(2), Dim.Of(5), Dim.Of(5)]);
        var conv = graph.AddNode("Conv", "conv", [image, graph.AddConstant("w", SmallGraphs.Floats(1, 4, 2, 3, 3))], "conv.out").Output;
        GraphValue?[] inputs = optionalInputs
            ? [conv, graph.AddConstant("ratio", Tensor.Scalar(0.5f)), graph.AddConstant("training", Tensor.Scalar(training))]
            : [conv];
        var drop = graph.AddNode("Dropout", "drop", inputs, "dropped", "mask");
        graph.AddOutput(graph.AddNode("Relu", "relu", [drop.Outputs[0]], "out").Output);
        graph["out"].Type = ElementType.Float;
        return graph;
    }
}
