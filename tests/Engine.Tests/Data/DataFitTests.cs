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
        var fit = DataFit.Of(Data, Plain, [Port("x", input)]);

        Assert.Equal(sample, fit.Inputs[0].Shape);
        Assert.Equal(784, fit.SampleSize);
    }

    [Fact]
    public void Of_ShapeWrong_SaysBoth()
    {
        var failure = Assert.Throws<StepFailureException>(() => DataFit.Of(Data, Plain, [Port("x", -1, 3, 32, 32)]));

        Assert.Equal(FailureCause.InvalidData, failure.Cause);
        Assert.Contains("[28, 28], but the model's input 'x' takes [-1, 3, 32, 32]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ModelOfPixels_TurnsPlanesRound()
    {
        var fit = DataFit.Of(new("colours", [3, 1, 2], [1, 2, 10, 20, 100, 200], [0]), Plain, [Port("x", -1, 1, 2, 3)]);

        var sample = new float[6];
        fit.Read(new Dataset("colours", [3, 1, 2], [1, 2, 10, 20, 100, 200], [0]).Whole(), 0, sample);

        Assert.True(fit.Inputs[0].ChannelsLast);
        Assert.Equal([1f, 10, 100, 2, 20, 200], fit.Tensors(sample, 1)[0].Value.Values<float>().ToArray());
    }

    [Fact]
    public void Of_SeveralInputs_AreMatchedByNameAndTyped()
    {
        var data = new Dataset("both", [new FloatSamples("age", [1], 2, [30, 40]), new FloatSamples("ids", [2], 2, [1, 2, 3, 4])], [0, 1], []);

        var fit = DataFit.Of(data, Plain, [new("ids", "int32", [-1, 2]), new("age", "float", [-1])]);
        var batch = fit.Batch(data.Whole(), 0, 2);

        Assert.Equal(["ids", "age"], batch.Select(input => input.Name));
        Assert.Equal([1, 2, 3, 4], batch[0].Value.Values<int>().ToArray());
        Assert.Equal([2L], batch[1].Value.Shape.ToArray());
        Assert.Equal([30f, 40], batch[1].Value.Values<float>().ToArray());
    }

    [Fact]
    public void Faults_InputWithoutSamplesAndSamplesWithoutInput_NamesBoth()
    {
        var data = new Dataset("both", [new FloatSamples("age", [1], 1, [30]), new FloatSamples("idz", [2], 1, [1, 2])], [0], []);

        var faults = DataFit.Faults(data, [Port("ids", -1, 2), Port("age", -1, 1)]);

        Assert.Contains(faults, fault => fault.StartsWith("Nothing in both feeds the model's input 'ids'", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("both holds samples for 'idz'", StringComparison.Ordinal));
    }

    [Fact]
    public void Faults_InputOfTexts_SaysSo() =>
        Assert.Contains("takes string", Assert.Single(DataFit.Faults(Data, [new("x", "string", [-1, 784])])), StringComparison.Ordinal);

    private static Normalisation Plain { get; } = new(1, 0, 1);

    private static ModelPort Port(string name, params long[] shape) => new(name, "float", [.. shape]);
}
