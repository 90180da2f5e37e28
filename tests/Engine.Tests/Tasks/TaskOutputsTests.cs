using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Tasks;

public sealed class TaskOutputsTests
{
    [Theory]
    [InlineData("Softmax", OutputKind.Classes, OutputForm.Probabilities)]
    [InlineData("LogSoftmax", OutputKind.Classes, OutputForm.LogProbabilities)]
    [InlineData("Sigmoid", OutputKind.Flags, OutputForm.Probabilities)]
    [InlineData("Relu", OutputKind.Values, OutputForm.Raw)]
    public void Of_Imitation_TellsTheKindByTheLastOperator(string last, OutputKind kind, OutputForm form)
    {
        var graph = Model([Dim.Named("n"), Dim.Of(3)], last);

        var output = Assert.Single(TaskOutputs.Of(graph, Imitate, null));

        Assert.Equal((kind, form), (output.Kind, output.Form));
        Assert.Equal(kind == OutputKind.Values ? "y" : "logits", TaskOutputs.Trained(graph, output).Name);
    }

    [Fact]
    public void Of_Imitation_TakesScoresOfALinearLayerForClasses()
    {
        Assert.Equal(OutputKind.Classes, Assert.Single(TaskOutputs.Of(Model([Dim.Named("n"), Dim.Of(3)], null), Imitate, null)).Kind);
        Assert.Equal(OutputKind.Values, Assert.Single(TaskOutputs.Of(Model([Dim.Named("n"), Dim.Of(1)], null), Imitate, null)).Kind);
        Assert.Equal(OutputKind.Values, Assert.Single(TaskOutputs.Of(Model([Dim.Named("n"), Dim.Of(3)], null), Imitate with { Metric = AccuracyMetric.Cosine }, null)).Kind);
    }

    [Theory]
    [InlineData(TaskKind.Segmentation, new long[] { -1, 4, 8, 8 }, new long[] { 8, 8 }, 1)]
    [InlineData(TaskKind.Segmentation, new long[] { -1, 8, 8, 4 }, new long[] { 8, 8 }, 3)]
    [InlineData(TaskKind.Segmentation, new long[] { -1, -1, -1, -1 }, new long[] { 8, 8 }, 1)]
    [InlineData(TaskKind.SequenceLabels, new long[] { -1, 12, 5 }, new long[] { 12 }, 2)]
    [InlineData(TaskKind.SequenceLabels, new long[] { -1, 5, 12 }, new long[] { 12 }, 1)]
    public void Of_Maps_FindTheClassAxisByTheLabels(TaskKind kind, long[] shape, long[] label, int axis)
    {
        var graph = Model([.. shape.Select(size => size < 0 ? Dim.Unknown : Dim.Of(size))], null);

        Assert.Equal(axis, Assert.Single(TaskOutputs.Of(graph, new(kind, null, null, []), [.. label])).Axis);
    }

    [Fact]
    public void Of_WholeNumbers_SaysWhatToGive()
    {
        var graph = Model([Dim.Named("n")], null);
        graph.Outputs[0].Type = ElementType.Int64;

        var failure = Assert.Throws<StepFailureException>(() => TaskOutputs.Of(graph, StudyTask.Classification, null));

        Assert.Contains("what goes into a last ArgMax", failure.Message, StringComparison.Ordinal);
    }

    private static StudyTask Imitate { get; } = new(TaskKind.Imitate, null, null, []);

    private static ModelGraph Model(System.Collections.Immutable.ImmutableArray<Dim> shape, string? last)
    {
        var graph = new ModelGraph();
        var value = graph.AddNode("Gemm", "gemm", [graph.AddInput("x", ElementType.Float, shape), graph.AddConstant("w", Tensor.Of([1f], 1, 1))], last is null ? "y" : "logits").Output;
        value = last is null ? value : graph.AddNode(last, "last", [value], "y").Output;
        (value.Type, value.Shape) = (ElementType.Float, shape);
        graph.AddOutput(value);
        return graph;
    }
}
