using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Data;

public sealed class DataFitTests
{
    private static readonly Dataset Data = new("shoes", [28, 28], new byte[3 * 28 * 28], [0, 9, 3]);

    [Theory]
    [InlineData(new long[] { -1, 1, 28, 28 }, new long[] { 1, 28, 28 })]
    [InlineData(new long[] { 1, 28, 28, 1 }, new long[] { 28, 28, 1 })]
    [InlineData(new long[] { -1, 784 }, new long[] { 784 })]
    [InlineData(new long[] { -1, 1, -1, -1 }, new long[] { 1, 28, 28 })]
    [InlineData(new long[] { -1, 28, 28 }, new long[] { 28, 28 })]
    public void Of_FittingShape_GivesTheModelsShape(long[] input, long[] sample)
    {
        var fit = DataFit.Of(Data, Port("x", input), Port("y", -1, 10));

        Assert.Equal(sample, fit.SampleShape);
        Assert.Equal(10, fit.Classes);
    }

    [Fact]
    public void Of_OutputOpen_LeavesClassesOpen() => Assert.Null(DataFit.Of(Data, Port("x", -1, 784), Port("y", -1, -1)).Classes);

    [Fact]
    public void Of_ShapeAndLabelsWrong_NamesBothAtOnce()
    {
        var failure = Assert.Throws<StepFailureException>(() => DataFit.Of(Data, Port("x", -1, 3, 32, 32), Port("y", -1, 9)));

        Assert.Equal(FailureCause.InvalidData, failure.Cause);
        Assert.Contains("[28, 28], but the model's input 'x' takes [-1, 3, 32, 32]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Sample 1 of shoes has label 9", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { -1 })]
    [InlineData(new long[] { -1, -1, 7, 7 })]
    public void Faults_OutputIsNoRowOfLogits_SaysSo(long[] output) =>
        Assert.Contains("not [batch, classes]", Assert.Single(DataFit.Faults(Data, Port("x", -1, 784), Port("y", output))), StringComparison.Ordinal);

    [Fact]
    public void Faults_InputOfBytes_SaysSo() =>
        Assert.Contains("not float", Assert.Single(DataFit.Faults(Data, new("x", "uint8", [-1, 784]), Port("y", -1, 10))), StringComparison.Ordinal);

    [Fact]
    public void Faults_ThousandClasses_AcceptsEveryByte() =>
        Assert.Empty(DataFit.Faults(new("all", [1], [0], [255]), Port("x", -1, 1), Port("y", -1, 1000)));

    private static ModelPort Port(string name, params long[] shape) => new(name, "float", [.. shape]);
}
