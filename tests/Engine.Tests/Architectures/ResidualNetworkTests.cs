using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tests.Graph;

namespace AutoCompress.Engine.Tests.Architectures;

public sealed class ResidualNetworkTests
{
    [Fact]
    public void Build_Default_IsResNet8OfAbout310000Parameters()
    {
        var graph = ResidualNetwork.Build();

        GraphInvariants.Check(graph);
        Assert.InRange(Parameters(graph), 300_000, 320_000);
        Assert.Equal(9, graph.Nodes.Count(node => node.Is("Conv")));
        Assert.Equal(9, graph.Nodes.Count(node => node.Is("BatchNormalization")));
    }

    [Fact]
    public void Build_Default_RunsAndItsLogitsAreTame()
    {
        using var session = OrtSession.Of(ResidualNetwork.Build());

        var logits = session.Run(SmallGraphs.Floats(1, 5, 1, 28, 28))[0];

        Assert.Equal([5, 10], logits.Shape.ToArray());
        Assert.All(logits.Values<float>().ToArray(), value => Assert.InRange(value, -50, 50));
    }

    [Fact]
    public void Build_ResNet20_HasTheParametersOfThePaper()
    {
        var graph = ResidualNetwork.Build(ResidualNetworkOptions.ResNet20);

        Assert.InRange(Parameters(graph), 268_000, 278_000);
        using var session = OrtSession.Of(graph);
        Assert.Equal([2, 10], session.Run(SmallGraphs.Floats(1, 2, 3, 32, 32))[0].Shape.ToArray());
    }

    [Fact]
    public void Build_SameSeed_SameBytes()
    {
        var first = OnnxFile.Serialize(ResidualNetwork.Build(new() { Seed = 3 }));

        Assert.Equal(first, OnnxFile.Serialize(ResidualNetwork.Build(new() { Seed = 3 })));
        Assert.NotEqual(first, OnnxFile.Serialize(ResidualNetwork.Build(new() { Seed = 4 })));
    }

    private static long Parameters(ModelGraph graph) =>
        graph.Constants.Where(value => !value.Name.EndsWith("mean", StringComparison.Ordinal) && !value.Name.EndsWith("var", StringComparison.Ordinal))
            .Sum(value => value.Constant!.Count);
}
