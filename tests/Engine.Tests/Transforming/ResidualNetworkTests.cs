using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Engine.Transforming;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>The network of the demo, prepared as every stage prepares it.</summary>
public sealed class ResidualNetworkTests
{
    [Fact]
    public void Analyze_ResNet8_FindsStreamsAndInnerChannelsAndCountsExactly()
    {
        var analysis = ModelAnalyzer.Analyze(Network(), 0);

        Assert.Equal(
            [("stem.conv", 32), ("stage1.block1.1.conv", 32), ("stage2.block1.1.conv", 64), ("stage2.block1.2.conv", 64), ("stage3.block1.1.conv", 128), ("stage3.block1.2.conv", 128)],
            analysis.Groups.Select(group => (group.Name, group.Channels)));
        Assert.Equal(["stem.conv", "stage1.block1.2.conv"], analysis.Groups[0].Producers);

        // By hand: 3x3 weights, 1x1 projections, two numbers a BatchNorm channel, the head.
        long convolutions = (9 * 32) + (2 * 9 * 32 * 32) + (9 * 32 * 64) + (9 * 64 * 64) + (32 * 64) + (9 * 64 * 128) + (9 * 128 * 128) + (64 * 128);
        Assert.Equal(convolutions + 2 * (3 * 32 + 3 * 64 + 3 * 128) + (128 * 10) + 10, analysis.Params);
        Assert.Equal(
            28 * 28 * ((9 * 32) + (2 * 9 * 32 * 32)) + 14 * 14 * ((9 * 32 * 64) + (9 * 64 * 64) + (32 * 64))
            + 7 * 7 * ((9 * 64 * 128) + (9 * 128 * 128) + (64 * 128)) + 1280,
            analysis.Macs);
        Assert.Equal(analysis.Params - 10, analysis.PrunableParams());
        Assert.Equal("head", Assert.Single(analysis.Barriers).Node);
    }

    [Theory]
    [InlineData(PruningCriterion.L1)]
    [InlineData(PruningCriterion.L2)]
    [InlineData(PruningCriterion.BatchNormGamma)]
    [InlineData(PruningCriterion.Random)]
    public void Prune_ResNet8AtHalfWidth_IsProvedAndKeepsItsPorts(PruningCriterion criterion)
    {
        var graph = Network();
        var groups = ChannelGroups.Find(graph);
        var kept = Importance.Select(groups, Importance.Score(graph, groups, criterion, 1), groups.All.ToDictionary(group => group.Name, _ => 0.5));

        var pruned = ChannelPruner.Prune(graph, groups, kept);

        MaskedEquivalence.Ensure(graph, pruned, groups, kept, 1);
        Assert.Equal("batch,1,28,28", string.Join(',', pruned.Inputs[0].Shape!.Value));
        Assert.Equal("batch,10", string.Join(',', pruned.Outputs[0].Shape!.Value));
        Assert.InRange((double)NodeCosts.Of(pruned).Params / NodeCosts.Of(graph).Params, 0.24, 0.27);
    }

    private static ModelGraph Network()
    {
        var graph = ResidualNetwork.Build();
        ShapeInference.Infer(graph);
        return new PrepareForPruning().Apply(new Simplify().Apply(graph).Graph).Graph;
    }
}
