using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;

namespace AutoCompress.Engine.Tests.Measuring;

public sealed class SessionPredictorTests
{
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
