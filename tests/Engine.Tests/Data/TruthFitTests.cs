using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Tests.Data;

public sealed class TruthFitTests
{
    [Theory]
    [InlineData(new long[] { -1, 10 }, null)]
    [InlineData(new long[] { -1, -1 }, null)]
    [InlineData(new long[] { -1, 10, 1, 1 }, null)]
    [InlineData(new long[] { -1, 9 }, "Sample 1 of shoes has label 9")]
    [InlineData(new long[] { -1, -1, 7, 7 }, "not [batch, classes]")]
    public void Faults_Classes_FitARowOfLogits(long[] output, string? fault) =>
        Check(fault, new Dataset("shoes", [1], [0, 0, 0], [0, 9, 3]), TaskKind.Classification, output);

    [Theory]
    [InlineData(new long[] { -1, 4, 2, 3 }, null)]
    [InlineData(new long[] { -1, 2, 3, 4 }, null)]
    [InlineData(new long[] { -1, 4, -1, -1 }, null)]
    [InlineData(new long[] { -1, 4, 2, 5 }, "has a class for each of [2, 5]")]
    [InlineData(new long[] { -1 }, "not one with an axis of classes")]
    public void Faults_Maps_FitAnOutputWithAClassAxis(long[] output, string? fault) =>
        Check(fault, Labelled(2, 3), TaskKind.Segmentation, output);

    [Theory]
    [InlineData(TaskKind.Regression, new long[] { -1, 6 }, null)]
    [InlineData(TaskKind.Regression, new long[] { -1, 6, 1 }, null)]
    [InlineData(TaskKind.MultiLabel, new long[] { -1, 5 }, "has 6 numbers, but the model's output 'y' of shape [-1, 5] gives 5")]
    public void Faults_Numbers_FitAnOutputOfAsMany(TaskKind task, long[] output, string? fault) => Check(fault, Labelled(6), task, output);

    [Fact]
    public void Faults_UnknownOutput_ListsThoseThereAre()
    {
        var faults = TruthFit.Faults(Labelled(6), new(TaskKind.Regression, null, "z", []), Model([-1, 6]));

        Assert.Contains("no output 'z', only y", Assert.Single(faults), StringComparison.Ordinal);
    }

    private static void Check(string? fault, Dataset data, TaskKind kind, long[] output)
    {
        var faults = TruthFit.Faults(data, new(kind, null, null, []), Model(output));
        if (fault is null)
        {
            Assert.Empty(faults);
        }
        else
        {
            Assert.Contains(fault, Assert.Single(faults), StringComparison.Ordinal);
        }
    }

    private static Dataset Labelled(params long[] shape) => new(
        "set", [new ByteSamples("", [1], 1, [0])], new FloatSamples("", shape, 1, new float[shape.Aggregate(1L, (product, size) => product * size)]), []);

    private static ModelGraph Model(long[] output)
    {
        var graph = new ModelGraph();
        var node = graph.AddNode("Relu", "relu", [graph.AddInput("x", ElementType.Float, [Dim.Named("n"), Dim.Of(1)])], "y");
        (node.Output.Type, node.Output.Shape) = (ElementType.Float, [.. output.Select(size => size < 0 ? Dim.Unknown : Dim.Of(size))]);
        graph.AddOutput(node.Output);
        return graph;
    }
}
