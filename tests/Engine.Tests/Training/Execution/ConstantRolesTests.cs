using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Tests.Training.Execution;

public sealed class ConstantRolesTests
{
    [Fact]
    public void Parameters_ResidualNetwork_AreWeightsBiasesScalesAndShifts()
    {
        var graph = ResidualNetwork.Build();
        using var executor = new GraphExecutor(graph);

        Assert.Equal(9 + 1, executor.Parameters.Count(parameter => parameter.Kind == ParameterKind.Weight));
        Assert.Equal(18 + 1, executor.Parameters.Count(parameter => parameter.Kind == ParameterKind.Bias));
        Assert.Equal(18, executor.Statistics.Count);
    }

    [Fact]
    public void Parameters_WeightBehindTransposeAndBiasInAnAdd_AreTrained()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(2), Dim.Of(3)]);
        var weight = graph.AddConstant("weight", SmallGraphs.Floats(1, 4, 3));
        var turned = graph.AddNode("Transpose", "turn", [weight], "turned").Output;
        var product = graph.AddNode("MatMul", "product", [x, turned], "product").Output;
        var bias = graph.AddConstant("bias", SmallGraphs.Floats(2, 4));
        var shifted = graph.AddNode("Add", "shift", [product, bias], "shifted").Output;
        graph.AddOutput(graph.AddNode("Mul", "scale", [shifted, graph.AddConstant("two", Tensor.Of([2f], 1))], "out").Output);
        using var executor = new GraphExecutor(graph);

        Assert.Equal(["bias", "weight"], executor.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
    }
}
