using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Tests.Training.Barriers;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

public sealed class TrainabilityTests
{
    [Fact]
    public void Of_ResidualNetwork_TrainsAll()
    {
        var found = Trainability.Of(ResidualNetwork.Build());

        Assert.Empty(found.Barriers);
        Assert.True(found.CanRun && found.IsTrainable);
        Assert.Equal(0, found.Frozen);
    }

    [Fact]
    public void Of_BarrierInTheMiddle_IsNamedWithItsOpsetAndFreezesWhatLiesBefore()
    {
        var graph = BarrierGraphs.Network("com.microsoft", "stem.relu.out");

        var found = Trainability.Of(graph);

        var barrier = Assert.Single(found.Barriers);
        Assert.Equal(("Gelu", "Gelu"), (barrier.Node, barrier.OpType));
        Assert.Contains("com.microsoft.Gelu 'Gelu' (opset 1)", barrier.Reason, StringComparison.Ordinal);
        Assert.True(found.CanRun && found.IsTrainable);
        Assert.Equal((1 * 8 * 9) + 8 + 8, found.Frozen);
    }

    /// <summary>A gradient reaches a constant of an Add, although the trainer moves only biases of products there.</summary>
    [Fact]
    public void Of_ConstantOfAnotherKind_IsNotCalledFrozen()
    {
        var graph = ResidualNetwork.Build();
        graph.ReplaceOutput(0, graph.AddNode("Mul", "scale", [graph.Outputs[0], graph.AddConstant("factors", Tensor.Of([2f], 1))], "scaled").Output);

        Assert.Equal(0, Trainability.Of(graph).Frozen);
    }

    [Fact]
    public void Of_BarrierAtTheOutput_CannotBeTrainedButRuns()
    {
        var found = Trainability.Of(BarrierGraphs.Network("sequence", "logits"));

        Assert.True(found is { CanRun: true, IsTrainable: false });
        Assert.Contains("No gradient of the output", found.Barriers[0].Reason, StringComparison.Ordinal);
        Assert.Equal(["SplitToSequence", "ConcatFromSequence"], found.Barriers.Skip(1).Select(barrier => barrier.OpType));
    }

    [Fact]
    public void Of_OperatorWithoutAGradient_CannotBeTrained()
    {
        var graph = ResidualNetwork.Build();
        graph.ReplaceOutput(0, graph.AddNode("Round", "round", [graph.Outputs[0]], "rounded").Output);

        var found = Trainability.Of(graph);

        Assert.True(found is { CanRun: true, IsTrainable: false });
        Assert.Single(found.Barriers);
    }

    [Fact]
    public void Of_OperatorThatTheTrainerLacks_IsNamedWithItsOpset()
    {
        var found = Trainability.Of(NodeGraph.Of("Unique", [Tensor.Of([1f], [1])]));

        Assert.Contains(found.Barriers, barrier => barrier is { Node: "node", OpType: "Unique" } && barrier.Reason.Contains("(opset 17)", StringComparison.Ordinal));
        Assert.Contains(found.Barriers, barrier => barrier.Reason.Contains("holds no weights", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_AttributesThatTheTrainerRefuses_SaysWhy()
    {
        var parts = Enumerable.Range(0, 4).Select(i => (Tensor?)SmallGraphs.Floats(i, 2, 3)).ToArray();
        var graph = NodeGraph.Of("BatchNormalization", [SmallGraphs.Floats(9, 2, 2, 3)], parts, [("spatial", 0)], opset: 7);

        var found = Trainability.Of(graph);

        Assert.Contains(found.Barriers, barrier => barrier.Reason.Contains("spatial 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_TextThatComesIn_CannotEvenRun()
    {
        var graph = new ModelGraph();
        graph.AddOutput(graph.AddNode("StringNormalizer", "normalise", [graph.AddInput("words", ElementType.Text, [Dim.Of(2)])], "y").Output);

        Assert.True(Trainability.Of(graph) is { CanRun: false, IsTrainable: false, Barriers.Length: 1 });
    }
}
