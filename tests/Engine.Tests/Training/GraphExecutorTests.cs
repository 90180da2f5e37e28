using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Tests.Graph;

namespace AutoCompress.Engine.Tests.Training;

public sealed class GraphExecutorTests
{
    [Fact]
    public void Run_ResNet8_AgreesWithOnnxRuntime() => Agreement.Check(ResidualNetwork.Build(), SmallGraphs.Floats(1, 5, 1, 28, 28));

    [Fact]
    public void Run_ResNet20_AgreesWithOnnxRuntime() =>
        Agreement.Check(ResidualNetwork.Build(ResidualNetworkOptions.ResNet20), SmallGraphs.Floats(2, 3, 3, 32, 32));
}
