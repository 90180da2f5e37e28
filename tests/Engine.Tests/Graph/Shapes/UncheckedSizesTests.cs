using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Graph.Shapes;

public sealed class UncheckedSizesTests
{
    [Theory]
    [InlineData("Conv", 4)]
    [InlineData("ConvTranspose", 6)]
    public void Check_BiasOfTheRightLength_IsAccepted(string operation, int channels) => UncheckedSizes.Check(WithBias(operation, channels));

    [Theory]
    [InlineData("Conv", 1)]
    [InlineData("Conv", 4, 1, 1)]
    [InlineData("Conv")]
    [InlineData("ConvTranspose", 3)]
    public void Check_BiasOfAnotherShape_IsRefused(string operation, params int[] shape)
    {
        var refused = Assert.Throws<StepFailureException>(() => UncheckedSizes.Check(WithBias(operation, shape)));

        Assert.Equal(FailureCause.InvalidModel, refused.Cause);
        Assert.Contains($"{operation} 'node' has the bias 'bias' of shape [{string.Join(',', shape)}]", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 4, 1, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 4, 5, 5)]
    [InlineData(false, 1, 1, 4, 1, 1)]
    public void Check_Slope_HasToBroadcastToTheInput(bool sound, params int[] shape)
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("n"), Dim.Of(4), Dim.Of(1), Dim.Of(1)]);
        graph.AddOutput(graph.AddNode("PRelu", "node", [x, graph.AddConstant("slope", SmallGraphs.Floats(1, Array.ConvertAll(shape, size => (long)size)))], "y").Output);

        var failure = Record.Exception(() => UncheckedSizes.Check(graph));

        Assert.Equal(sound, failure is null);
        Assert.True(sound || failure is StepFailureException { Cause: FailureCause.InvalidModel }, $"{failure}");
    }

    /// <summary>x [n,2,5,5] → Conv to 4 channels, or ConvTranspose to 6 in two groups.</summary>
    private static ModelGraph WithBias(string operation, params int[] bias)
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Named("n"), Dim.Of(2), Dim.Of(5), Dim.Of(5)]);
        var weight = operation == "Conv" ? SmallGraphs.Floats(1, 4, 2, 3, 3) : SmallGraphs.Floats(1, 2, 3, 3, 3);
        var node = graph.AddNode(
            operation, "node", [x, graph.AddConstant("w", weight), graph.AddConstant("bias", SmallGraphs.Floats(2, Array.ConvertAll(bias, size => (long)size)))], "y");
        node.Attributes["group"] = new AttributeValue.Int(operation == "Conv" ? 1 : 2);
        graph.AddOutput(node.Output);
        return graph;
    }
}
