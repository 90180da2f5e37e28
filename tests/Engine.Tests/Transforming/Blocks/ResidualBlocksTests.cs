using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Graph.Shapes;
using AutoCompress.Engine.Tests.Families;
using AutoCompress.Engine.Transforming;
using AutoCompress.Engine.Transforming.Blocks;

namespace AutoCompress.Engine.Tests.Transforming.Blocks;

public sealed class ResidualBlocksTests
{
    [Fact]
    public void Find_ResNet8_OffersTheOneBlockWithoutAProjection()
    {
        var graph = ResidualNetwork.Build();
        ShapeInference.Infer(graph);
        var analysis = ModelAnalyzer.Analyze(new PrepareForPruning().Apply(new Simplify().Apply(graph).Graph).Graph, 0);

        var block = Assert.Single(analysis.Blocks);

        Assert.Equal(2 * 9 * 32 * 32 + 4 * 32, block.Params);
        Assert.Equal(2 * 9 * 32 * 32 * 28 * 28, block.Macs);
        Assert.Equal(5, block.Nodes.Length);
    }

    [Theory]
    [InlineData("mobilenet-v2-17", 2, 3)]
    [InlineData("vit-13", 4, 3)]
    [InlineData("vit-17", 4, 3)]
    [InlineData("bert-17", 4, 3)]
    [InlineData("bert-free-length-13", 4, 3)]
    [InlineData("gpt-13", 4, 3)]
    [InlineData("convnext-17", 2, 3)]
    [InlineData("densenet-17", 0, 0)]
    [InlineData("unet-17", 0, 0)]
    public void Find_Family_OffersEachBranchOnce(string family, int blocks, int leastNodes)
    {
        var found = ResidualBlocks.Find(Family.Prepared(family));

        Assert.Equal(blocks, found.All.Length);
        Assert.All(found.All, block => Assert.True(block.Nodes.Length >= leastNodes, block.ToString()));
        Assert.All(found.All, block => Assert.Null(block.Inside));
    }

    [Fact]
    public void Analyze_ResNet20_FindsTheBlocksThatAreLikeEachOther()
    {
        var graph = ResidualNetwork.Build(new() { Widths = [16, 32, 64], BlocksPerStage = 3 });
        ShapeInference.Infer(graph);
        var analysis = ModelAnalyzer.Analyze(new PrepareForPruning().Apply(new Simplify().Apply(graph).Graph).Graph, 0);

        Assert.Equal(
            [null, "stage1.block1.add", "stage1.block1.add", null, "stage2.block2.add", null, "stage3.block2.add"], analysis.Blocks.Select(block => block.Like));
        var like = analysis.Groups.Where(group => group.Like is not null).ToDictionary(group => group.Name, group => group.Like);
        Assert.Equal(4, like.Count);
        Assert.All(like, pair => Assert.EndsWith(".1.conv", pair.Key, StringComparison.Ordinal));
        Assert.Equal(("stage1.block1.1.conv", "stage3.block2.1.conv"), (like["stage1.block3.1.conv"], like["stage3.block3.1.conv"]));
    }

    [Fact]
    public void Find_BranchThatReadsAnotherActivation_IsNoBlock()
    {
        var (b, x) = Stem();
        var other = b.Conv("other", b.Graph["x"], 8);
        b.Output(b.Conv("last", b.Binary("Add", "add", x, b.Conv("branch", b.Binary("Mul", "gate", x, other), 8)), 2));

        Assert.Empty(ResidualBlocks.Find(b.Graph).All);
    }

    [Fact]
    public void Find_BranchWhoseInnerValueIsReadElsewhere_IsNoBlock()
    {
        var (b, x) = Stem();
        var inner = b.Conv("inner", x, 8);
        b.Output(b.Conv("last", b.Binary("Add", "add", x, b.Conv("branch", inner, 8)), 2));
        b.Output(b.Conv("second", inner, 2));

        Assert.Empty(ResidualBlocks.Find(b.Graph).All);
    }

    [Fact]
    public void Find_BranchThatIsBroadcast_IsABlockAndTheBroadcastStreamIsNot()
    {
        var (b, x) = Stem();
        var context = b.Conv("context", b.GlobalPool("gap", x), 8, kernel: 1);
        b.Output(b.Conv("last", b.Binary("Add", "add", x, context), 2));

        Assert.Equal(["context", "gap"], ResidualBlocks.Find(b.Graph).All.Single().Nodes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Find_BranchThatOnlyActivates_IsNoBlock()
    {
        var (b, x) = Stem();
        b.Output(b.Conv("last", b.Binary("Add", "add", x, b.Act("Tanh", "tanh", x)), 2));

        Assert.Empty(ResidualBlocks.Find(b.Graph).All);
    }

    [Fact]
    public void Find_NetworkThatIsOneResidual_LeavesItWhole()
    {
        var b = new CnnBuilder(1);
        var x = b.Input("x", 3, 8, 8);
        b.Output(b.Binary("Add", "add", x, b.Conv("second", b.ConvBnRelu("first", x, 8), 3)));

        Assert.Empty(ResidualBlocks.Find(b.Graph).All);
    }

    [Fact]
    public void Find_TwoTermsOfOneAdd_GetNamesOfTheirOwn()
    {
        var (b, x) = Stem();
        var sum = b.Binary("Add", "inner", b.Conv("left", x, 8), b.Conv("right", x, 8));
        b.Output(b.Conv("last", b.Binary("Add", "outer", x, sum), 2));

        var blocks = ResidualBlocks.Find(b.Graph);
        var rest = BlockRemoval.Remove(b.Graph, blocks, ["inner", "inner#2"]);

        Assert.Equal(["inner", "inner#2"], blocks.All.Select(block => block.Name));
        Assert.Equal(["stem", "stem.bn", "stem.relu", "last"], rest.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void Analyze_BlockInsideABlock_IsGoneWithItAndSoAreItsGroups()
    {
        var (b, x) = Stem();
        var narrow = b.ConvBnRelu("narrow", x, 4);
        var inner = b.Binary("Add", "inner", narrow, b.Conv("deep", b.ConvBnRelu("deepest", narrow, 6), 4));
        b.Output(b.Conv("last", b.Binary("Add", "outer", x, b.Conv("wide", inner, 8)), 2));

        var analysis = ModelAnalyzer.Analyze(b.Graph, 0);
        var rest = NodeCosts.Of(BlockRemoval.Remove(b.Graph, ResidualBlocks.Find(b.Graph), ["outer"]));

        Assert.Equal([("outer", null), ("inner", "outer")], analysis.Blocks.Select(block => (block.Name, block.Inside)));
        Assert.Equal([("stem", null), ("narrow", "outer"), ("deepest", "inner")], analysis.Groups.Select(group => (group.Name, group.Block)));
        Assert.Equal((rest.Params, rest.Macs), analysis.CostOf(group => group.Channels, ["outer"]));
    }

    [Fact]
    public void Analyze_WeightThatTwoBlocksShare_LeavesWithTheSecond()
    {
        var (b, x) = Stem();
        var weight = b.Weights("shared", 8, 8, 1, 1);
        for (var i = 0; i < 2; i++)
        {
            var y = b.Node("Conv", $"conv{i}", [x, weight], CnnBuilder.Sample(x), ("kernel_shape", CnnBuilder.Ints(1, 1)));
            x = b.Binary("Add", $"add{i}", x, y);
        }

        b.Output(b.Conv("last", x, 2));
        var analysis = ModelAnalyzer.Analyze(b.Graph, 0);

        Assert.Equal([0L, 0L], analysis.Blocks.Select(block => block.Params));
        Assert.Equal(analysis.Params, analysis.CostOf(group => group.Channels, ["add0"]).Params);
        Assert.Equal(analysis.Params - 64, analysis.CostOf(group => group.Channels, ["add0", "add1"]).Params);
    }

    [Fact]
    public void Remove_SumThatIsTheModelsOutput_KeepsTheOutputsName()
    {
        var (b, x) = Stem();
        b.Output(b.Binary("Add", "sum", x, b.Conv("branch", x, 8)));

        var rest = BlockRemoval.Remove(b.Graph, ResidualBlocks.Find(b.Graph), ["sum"]);

        Assert.Equal("sum", Assert.Single(rest.Outputs).Name);
        Assert.Equal(3, rest.Nodes.Count);
    }

    [Fact]
    public void Remove_UnknownBlock_NamesTheOnesThereAre()
    {
        var (b, x) = Stem();
        b.Output(b.Conv("last", b.Binary("Add", "add", x, b.Conv("branch", x, 8)), 2));

        var error = Assert.Throws<KeyNotFoundException>(() => BlockRemoval.Remove(b.Graph, ResidualBlocks.Find(b.Graph), ["nothing"]));

        Assert.Contains("only add", error.Message, StringComparison.Ordinal);
    }

    private static (CnnBuilder Builder, GraphValue Stem) Stem()
    {
        var b = new CnnBuilder(1);
        return (b, b.ConvBnRelu("stem", b.Input("x", 3, 8, 8), 8));
    }
}
