using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Quantizing;

public class QuantizerTests
{
    private static readonly ModelGraph Network = ResidualNetwork.Build(new() { Widths = [8, 16, 32] });

    [Theory]
    [InlineData(Precision.Fp32, 1e-5, 1)]
    [InlineData(Precision.Fp16, 0.01, 0.55)]
    [InlineData(Precision.WeightInt8, 0.05, 0.36)]
    [InlineData(Precision.DynamicInt8, 0.06, 0.36)]
    [InlineData(Precision.Int8, 0.06, 0.36)]
    public void Export_EachPrecision_RunsFromItsFileAndComesClose(Precision precision, double error, double size)
    {
        var (test, before) = (RandomResNet.Batch(7, 16), OnnxFile.Serialize(Network));
        var exported = Export(Network, precision);
        var bytes = OnnxFile.Serialize(exported, SaveOptions.Export);
        using var session = OrtSession.Parse(bytes);
        var port = Assert.Single(session.Outputs);
        Assert.Equal(("image", "logits", ElementType.Float), (session.Inputs[0].Name, port.Name, port.Type));
        Assert.InRange(QuantizedModels.Error(session.Run(test)[0].Values<float>().ToArray(), QuantizedModels.Run(Network, test)), 0, error);
        Assert.InRange(bytes.Length, 0, size * OnnxFile.Serialize(Network, SaveOptions.Export).Length);
        Assert.Equal(before, OnnxFile.Serialize(Network));
    }

    [Theory]
    [InlineData(Precision.Fp16, 0.01)]
    [InlineData(Precision.WeightInt8, 0.05)]
    [InlineData(Precision.DynamicInt8, 0.1)]
    [InlineData(Precision.Int8, 0.1)]
    public void Export_MixedNet_RunsAndComesClose(Precision precision, double error)
    {
        var (graph, test) = (MixedNet.Create(3), RandomResNet.Batch(8, 4));
        Assert.InRange(QuantizedModels.Error(QuantizedModels.Run(Export(graph, precision), test), QuantizedModels.Run(graph, test)), 0, error);
    }

    [Fact]
    public void Export_InputThatIsAnOutputToo_ComesOutAsItWentIn()
    {
        var graph = Network.Clone();
        graph.AddOutput(graph["image"]);
        var test = RandomResNet.Batch(7, 4);

        using var session = OrtSession.Of(Export(graph, Precision.Int8));

        Assert.Equal(test.Values<float>().ToArray(), session.Run(test)[1].Values<float>().ToArray());
    }

    [Fact]
    public void Export_Fp16_ComputesInHalves()
    {
        var half = Export(Network, Precision.Fp16);
        Assert.All(half.Constants.Where(constant => constant.Type is ElementType.Float), _ => Assert.Fail("a 32-bit weight is left"));
        Assert.Equal(2, half.Nodes.Count(node => node.Is("Cast")));
    }

    [Fact]
    public void Export_HalfWidthInt8_IsWellBelow95Kilobytes()
    {
        var half = Export(ResidualNetwork.Build(new() { Widths = [16, 32, 64] }), Precision.Int8);
        Assert.InRange(OnnxFile.Serialize(half, SaveOptions.Export).Length, 0, 90_000);
        var narrower = Export(ResidualNetwork.Build(new() { Widths = [13, 26, 51] }), Precision.Int8);
        Assert.InRange(OnnxFile.Serialize(narrower, SaveOptions.Export).Length, 0, 60_000);
    }

    [Fact]
    public void PrepareQat_Network_KeepsFloatWeightsBehindPairs()
    {
        var prepared = Quantizer.PrepareQat(Network, CalibrationMethod.Mse, [RandomResNet.Batch(1, 8)], IntegerKernels.WeightBits, TestContext.Current.CancellationToken);
        foreach (var node in prepared.Nodes.Where(node => (node.Is("Conv") && !node.Inputs[0]!.IsInput) || node.Is("Gemm")))
        {
            var quantize = node.Inputs[1]!.Producer!.Inputs[0]!.Producer!;
            Assert.True(quantize.Is("QuantizeLinear") && quantize.Inputs[0]!.Constant is { Type: ElementType.Float });
        }

        Assert.DoesNotContain(prepared.Nodes, node => node.Is("BatchNormalization"));
    }

    [Fact]
    public void Export_ReduceMeanOverSpace_BecomesAnIntegerPool()
    {
        var operators = QuantizedModels.Optimized(Export(RandomResNet.Create(1, reduceMean: true), Precision.Int8));
        Assert.Contains("QLinearGlobalAveragePool", operators);
    }

    [Theory]
    [InlineData(Precision.WeightInt8)]
    [InlineData(Precision.DynamicInt8)]
    [InlineData(Precision.Int8)]
    public void Export_NothingToQuantize_SaysSo(Precision precision)
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(4)]);
        var relu = graph.AddNode("Relu", "relu", [x], "y").Output;
        (relu.Type, relu.Shape) = (ElementType.Float, [Dim.Of(4)]);
        graph.AddOutput(relu);
        Assert.Equal(FailureCause.Infeasible, Assert.Throws<StepFailureException>(() => Export(graph, precision)).Cause);
    }

    [Fact]
    public void Export_WithoutACalibrationBatch_SaysSo() => Assert.Equal(
        FailureCause.InvalidData,
        Assert.Throws<StepFailureException>(() => Quantizer.Export(Network, Precision.Int8, CalibrationMethod.MinMax, Array.Empty<Tensor>(), WeightBits.Full, TestContext.Current.CancellationToken)).Cause);

    [Fact]
    public void Export_NotANumberInTheData_NamesTheActivation()
    {
        var e = Assert.Throws<StepFailureException>(() => Quantizer.Export(
            Network, Precision.Int8, CalibrationMethod.MinMax, [Tensor.Of(Enumerable.Repeat(float.NaN, 784).ToArray(), 1, 1, 28, 28)], WeightBits.Full, TestContext.Current.CancellationToken));
        Assert.Equal(FailureCause.NotANumber, e.Cause);
    }

    private static ModelGraph Export(ModelGraph graph, Precision precision) => Quantizer.Export(
        graph, precision, CalibrationMethod.MinMax, [RandomResNet.Batch(1, 16), RandomResNet.Batch(2, 16)], IntegerKernels.WeightBits, TestContext.Current.CancellationToken);
}
