using AutoCompress.Engine.Graph;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Quantizing.Lowering;

public class QdqLoweringTests
{
    [Theory]
    [InlineData(CalibrationMethod.MinMax)]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.Mse)]
    [InlineData(CalibrationMethod.Entropy)]
    public void Lower_RandomResNets_ComputesWhatThePairsCompute(CalibrationMethod method)
    {
        for (var seed = 0; seed < 2; seed++)
        {
            var graph = RandomResNet.Create(seed);
            var (test, placed) = (RandomResNet.Batch(100 + seed, 32), QuantizedModels.Place(graph, method));
            var (wanted, trained) = (QuantizedModels.Run(graph, test), QuantizedModels.Run(placed, test));
            var shipped = QuantizedModels.Run(QuantizedModels.Lower(placed), test);
            Assert.InRange(QuantizedModels.Error(trained, wanted), 1e-6, 0.06);
            Assert.InRange(QuantizedModels.Error(shipped, trained), 0, 0.01);
        }
    }

    [Fact]
    public void Lower_MixedNet_ComputesWhatThePairsCompute()
    {
        var (graph, test) = (MixedNet.Create(2), RandomResNet.Batch(3, 8));
        var placed = QuantizedModels.Place(graph);
        Assert.InRange(QuantizedModels.Error(QuantizedModels.Run(placed, test), QuantizedModels.Run(graph, test)), 1e-6, 0.1);
        Assert.InRange(QuantizedModels.Error(QuantizedModels.Run(QuantizedModels.Lower(placed), test), QuantizedModels.Run(placed, test)), 0, 0.02);
    }

    [Fact]
    public void Lower_Graph_HoldsCodesOnlyAndNoRelu()
    {
        var lowered = QuantizedModels.Lower(QuantizedModels.Place(RandomResNet.Create(1)));
        Assert.DoesNotContain(lowered.Nodes, node => node.Is("Relu"));
        Assert.DoesNotContain(lowered.Nodes, node => node.Is("QuantizeLinear") && node.Inputs[0]!.IsConstant);
        Assert.All(lowered.Nodes.Where(node => (node.Is("Conv") && !node.Inputs[0]!.IsInput) || node.Is("Gemm")), node => Assert.Equal(
            (ElementType.Int8, ElementType.Int32), (node.Inputs[1]!.Producer!.Inputs[0]!.Type, node.Inputs[2]!.Producer!.Inputs[0]!.Type)));
        Assert.All(lowered.Constants, constant => Assert.NotEmpty(constant.Uses));
    }

    [Fact]
    public void Lower_ClipAboveTheCodes_Stays()
    {
        // Clip at 3, but codes up to 6: saturation does not do the clip's work.
        var graph = QuantizedModels.Place(MixedNet.Create(2));
        var quantize = graph.Nodes.Single(node => node.Is("QuantizeLinear") && node.Inputs[0]!.Producer?.OpType == "Clip");
        ModelGraph.SetConstant(quantize.Inputs[1]!, Tensor.Scalar(6f / 255));
        Assert.Contains(QuantizedModels.Lower(graph).Nodes, node => node.Is("Clip"));
    }

    [Fact]
    public void Lower_DeadChannelWithABias_KeepsTheBias()
    {
        var graph = RandomResNet.Create(4);
        var weight = graph["one.a.weight"].Constant!.Values<float>().ToArray();
        Array.Clear(weight, 0, 2 * 72);
        weight[72] = 1e-30f;
        ModelGraph.SetConstant(graph["one.a.weight"], Tensor.Of(weight, graph["one.a.weight"].Constant!.Shape));
        var bias = graph["one.a.bias"].Constant!.Values<float>().ToArray();
        (bias[0], bias[1]) = (0.7f, -0.9f);
        ModelGraph.SetConstant(graph["one.a.bias"], Tensor.Of(bias, bias.Length));
        var (placed, test) = (QuantizedModels.Place(graph), RandomResNet.Batch(9, 16));

        // Training may shrink the scale again.
        var scale = placed.Nodes.Single(node => node.Is("QuantizeLinear") && node.Inputs[0]!.Name == "one.a.weight").Inputs[1]!;
        var scales = scale.Constant!.Values<float>().ToArray();
        scales[0] = 1e-12f;
        ModelGraph.SetConstant(scale, Tensor.Of(scales, scales.Length));
        Assert.InRange(QuantizedModels.Error(QuantizedModels.Run(QuantizedModels.Lower(placed), test), QuantizedModels.Run(graph, test)), 0, 0.06);
    }

    [Fact]
    public void Lower_FloatGraph_ChangesNothing()
    {
        var graph = RandomResNet.Create(5);
        Assert.Equal(OnnxFile.Serialize(graph), OnnxFile.Serialize(QuantizedModels.Lower(graph)));
    }
}
