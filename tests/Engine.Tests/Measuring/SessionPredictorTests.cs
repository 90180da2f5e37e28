using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tasks;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Measuring;

public sealed class SessionPredictorTests
{
    [Fact]
    public void PredictAll_ClassMaps_KeepsTheClassOfEachPlace()
    {
        // The image itself is the output: [2 classes, 1, 2].
        var graph = new ModelGraph();
        var node = graph.AddNode("Relu", "relu", [graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(2), Dim.Of(1), Dim.Of(2)])], "y");
        node.Output.Type = ElementType.Float;
        graph.AddOutput(node.Output);
        using var session = OrtSession.Of(graph, new());
        using var predictor = new SessionPredictor(session, DataFit.Single(new(1, 0, 1), 2, 1, 2), [new("y", OutputKind.Classes)]);
        var split = new Dataset("x", [2, 1, 2], [9, 1, 2, 8, 1, 7, 3, 5], [0, 0]).Whole();

        var maps = predictor.PredictAll(split, TestContext.Current.CancellationToken, classMaps: true);
        var scores = predictor.PredictAll(split, TestContext.Current.CancellationToken);

        Assert.Equal([0f, 1, 1, 0], maps.Values.ToArray());
        Assert.Equal((2, 4), (maps.RowSize, scores.RowSize));
    }

    [Fact]
    public void Predict_OutputWithoutABatch_SaysSo()
    {
        var graph = new ModelGraph();
        var node = graph.AddNode("ReduceSum", "sum", [graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(2)])], "y");
        node.Output.Type = ElementType.Float;
        graph.AddOutput(node.Output);
        using var session = OrtSession.Of(graph, new());

        var failure = Assert.Throws<StepFailureException>(() => new SessionPredictor(session, DataFit.Single(new(1, 0, 1), 2), [new("y", OutputKind.Values)]));

        Assert.Contains("output 'y'", failure.Message, StringComparison.Ordinal);
        Assert.Equal(FailureCause.Unsupported, failure.Cause);
    }

    /// <summary>A Softmax over the batch sums to 1 in each run, so the sum of all outputs counts the runs.</summary>
    [Theory]
    [InlineData(10, 30, 3)]
    [InlineData(1, 7, 7)]
    [InlineData(10, 26, 4)] // 10, 10, 4, 2
    public void Predict_ABatchThatIsNoPowerOfTwo_IsRunAsItIs(int largest, int samples, int runs)
    {
        var graph = new ModelGraph();
        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("", 17) };
        var node = graph.AddNode("Softmax", "softmax", [graph.AddInput("x", ElementType.Float, [Dim.Named("batch"), Dim.Of(1)])], ["y"]);
        node.Attributes["axis"] = new AttributeValue.Int(0);
        node.Output.Type = ElementType.Float;
        graph.AddOutput(node.Output);
        using var session = OrtSession.Of(graph, new());
        using var predictor = new SessionPredictor(session, DataFit.Single(new(1, 0, 1), 1), largest);

        var outputs = new float[samples];
        predictor.Predict(new float[samples], samples, outputs);

        Assert.Equal(runs, outputs.Sum(), 3);
    }
}
