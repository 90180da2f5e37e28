using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Tests.Quantizing.Placement;

/// <summary>Placement decides the speed: what ONNX Runtime makes of the lowered graph must be integer from the image to the last product.</summary>
public class QdqPlacementContractTests
{
    private static readonly string[] FloatWork = ["Conv", "Relu", "Add", "Gemm", "MatMul", "GlobalAveragePool", "MaxPool", "Concat", "DequantizeLinear"];

    [Fact]
    public void Optimized_GreyImages_AreIntegerBehindTheStem()
    {
        var operators = Optimized(channels: 1);
        Assert.Single(operators, "Conv");
        Assert.Equal(8, operators.Count(op => op == "QLinearConv"));
        Assert.Empty(operators.SkipWhile(op => op != "QuantizeLinear").Intersect(FloatWork));
    }

    [Fact]
    public void Optimized_ColourImages_AreIntegerThroughout()
    {
        var operators = Optimized(channels: 3);
        Assert.Equal(9, operators.Count(op => op == "QLinearConv"));
        Assert.Empty(operators.Intersect(FloatWork));
    }

    [Fact]
    public void Optimized_PoolConcatTransposeMatMul_IsIntegerThroughout()
    {
        var operators = QuantizedModels.Optimized(QuantizedModels.Lower(QuantizedModels.Place(MixedNet.Create(1))));
        Assert.Equal(2, operators.Count(op => op == "QLinearConv"));
        Assert.Single(operators, "NhwcMaxPool");
        Assert.Single(operators, "QLinearConcat");
        Assert.Contains("QLinearMatMul", operators);
        Assert.Contains("QLinearMul", operators);
        Assert.Empty(operators.Intersect(FloatWork.Except(["DequantizeLinear"])));
    }

    private static string[] Optimized(int channels)
    {
        var graph = ResidualNetwork.Build(new() { Channels = channels, Widths = [8, 16, 32] });
        var images = Tensor.Of(RandomResNet.Batch(1, 4 * channels).Values<float>().ToArray(), 4, channels, 28, 28);
        var operators = QuantizedModels.Optimized(QuantizedModels.Lower(QuantizedModels.Place(graph, batches: images)));
        Assert.Equal(3, operators.Count(op => op == "QLinearAdd"));
        Assert.Single(operators, "QLinearGlobalAveragePool");
        Assert.Single(operators, "QGemm");
        Assert.Single(operators, "QuantizeLinear");
        return operators;
    }
}
