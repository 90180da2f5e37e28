using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Tests.Training.Execution;

public sealed class FakeQuantizationTests
{
    private static readonly TorchOperator Sum = new("aten::sum");

    [Fact]
    public void Run_PairsOnWeightAndActivation_AgreesWithOnnxRuntime()
    {
        var x = SmallGraphs.Floats(1, 2, 3, 6, 6);

        Agreement.Check(QuantizedConv(), x);
    }

    [Fact]
    public void Gradients_Pair_GoStraightThroughInsideTheRangeOnly()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(4)]);
        graph.AddOutput(Pair(graph, "x", x, Tensor.Of([0.1f], []), Tensor.Of([(sbyte)0], [])));
        using var executor = new GraphExecutor(graph);
        using var scope = TorchScope.Enter();
        var fed = TorchTensor.From([-20f, -0.26f, 0.04f, 13f], 4);
        fed.RequiresGrad = true;
        var gradients = new TorchTensor?[1];

        var y = executor.Forward(ExecutionMode.Training, fed)[0];
        Torch.Gradients(Torch.Call(Sum, y), [fed], gradients);

        Assert.Equal([-12.8f, -0.3f, 0f, 12.7f], y.ToArray<float>().Select(value => MathF.Round(value, 4)));
        Assert.Equal([0f, 1f, 1f, 0f], gradients[0]!.ToArray<float>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_LearnedScale_IsLsqTimesTheScale(bool perChannel)
    {
        const float Scale = 0.1f;
        float[] values = [-20f, -0.26f, 0.04f, 13f];
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, perChannel ? [Dim.Of(2), Dim.Of(2)] : [Dim.Of(4)]);
        var scale = perChannel ? Tensor.Of([Scale, Scale], 2) : Tensor.Of([Scale], []);
        var zero = perChannel ? Tensor.Of([(sbyte)0, (sbyte)0], 2) : Tensor.Of([(sbyte)0], []);
        graph.AddOutput(Pair(graph, "x", x, scale, zero, axis: 0));
        using var executor = new GraphExecutor(graph, learnScales: true);
        var parameter = Assert.Single(executor.Parameters);
        Assert.Equal(ParameterKind.LogScale, parameter.Kind);
        using var scope = TorchScope.Enter();
        var gradients = new TorchTensor?[1];

        var y = executor.Forward(ExecutionMode.Training, TorchTensor.From(values, perChannel ? [2, 2] : [4]))[0];
        Torch.Gradients(Torch.Call(Sum, y), [parameter.Tensor], gradients);

        // dL/ds: the level where it is clipped, rounded minus exact inside; then LSQ's factor and d s / d log s.
        double[] terms = [.. values.Select(value => value / Scale).Select(level => level < -128 ? -128 : level > 127 ? 127 : Math.Round(level) - level)];
        var factor = 1 / Math.Sqrt((perChannel ? 2 : 4) * 127.0);
        double[] expected = perChannel ? [terms[0] + terms[1], terms[2] + terms[3]] : [terms.Sum()];
        var actual = gradients[0]!.ToArray<float>();
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i] * factor * Scale, actual[i], 1e-4 * Math.Abs(expected[i] * factor * Scale) + 1e-5);
        }
    }

    [Fact]
    public void WriteBack_LearnedScales_GivesScalesNotLogarithms()
    {
        var graph = QuantizedConv();
        var before = graph["weight_scale"].Constant!;
        using var executor = new GraphExecutor(graph, learnScales: true);

        executor.WriteBack();

        Agreement.Same(before, graph["weight_scale"].Constant!, 1e-6);
        Assert.Equal(4, executor.Parameters.Count);
    }

    /// <summary>x → QDQ → Conv(weight → QDQ per channel, bias).</summary>
    private static ModelGraph QuantizedConv()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(2), Dim.Of(3), Dim.Of(6), Dim.Of(6)]);
        var fed = Pair(graph, "x", x, Tensor.Of([0.0079f], []), Tensor.Of([(byte)128], []));
        var weight = graph.AddConstant("weight", SmallGraphs.Floats(2, 4, 3, 3, 3));
        var quantized = Pair(graph, "weight", weight, Tensor.Of([0.008f, 0.007f, 0.005f, 0.01f], 4), Tensor.Of(new sbyte[4], 4), axis: 0);
        var conv = graph.AddNode("Conv", "conv", [fed, quantized, graph.AddConstant("bias", SmallGraphs.Floats(3, 4))], "y");
        conv.Output.Type = ElementType.Float;
        graph.AddOutput(conv.Output);
        return graph;
    }

    private static GraphValue Pair(ModelGraph graph, string name, GraphValue x, Tensor scale, Tensor zero, int axis = 1)
    {
        var (s, z) = (graph.AddConstant(name + "_scale", scale), graph.AddConstant(name + "_zero", zero));
        var quantize = graph.AddNode("QuantizeLinear", name + "_q", [x, s, z], name + "_codes");
        var dequantize = graph.AddNode("DequantizeLinear", name + "_dq", [quantize.Output, s, z], name + "_back");
        quantize.Attributes["axis"] = dequantize.Attributes["axis"] = new AttributeValue.Int(scale.Rank == 0 ? 1 : axis);
        dequantize.Output.Type = ElementType.Float;
        return dequantize.Output;
    }
}
