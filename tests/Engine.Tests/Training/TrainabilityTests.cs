using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Tests.Training;

public sealed class TrainabilityTests
{
    [Fact]
    public void Obstacle_ResidualNetwork_HasNone() => Assert.Null(Trainability.Obstacle(ResidualNetwork.Build()));

    [Fact]
    public void Obstacle_OperatorThatTheTrainerLacks_IsNamedWithItsOpset()
    {
        var obstacle = Trainability.Obstacle(NodeGraph.Of("Unique", [Tensor.Of([1f], [1])]))!;

        Assert.Equal(("node", "Unique"), (obstacle.Node, obstacle.OpType));
        Assert.Contains("(opset 17)", obstacle.Reason, StringComparison.Ordinal);
    }
}
