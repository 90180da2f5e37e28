using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Tests.Transforming;

public sealed class ChannelGroupsTests
{
    [Fact]
    public void Find_ResidualStream_IsOneGroupAcrossItsAdds()
    {
        var b = new CnnBuilder(1);
        var x = b.ConvBnRelu("stem", b.Input("x", 3, 8, 8), 16);
        var y = b.BatchNorm("b.bn", b.Conv("b", b.ConvBnRelu("a", x, 12), 16));
        var z = b.Act("Relu", "out", b.Binary("Add", "add", y, x));
        b.Output(b.Gemm("fc", b.Flatten("flat", b.GlobalPool("gap", z)), 10));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Equal(["stem", "a"], groups.All.Select(group => group.Name));
        Assert.Equal(["stem", "b"], groups["stem"].Info.Producers);
        Assert.Equal(["a", "fc"], groups["stem"].Info.Consumers);
        Assert.Equal((16, 1), (groups["stem"].Info.Channels, groups["stem"].Info.Granularity));
        var barrier = Assert.Single(groups.Barriers);
        Assert.Equal("fc", barrier.Node);
        Assert.Contains("output 'fc'", barrier.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_FlattenOfSpace_GivesEachChannelItsColumns()
    {
        var b = new CnnBuilder(1);
        var x = b.ConvBnRelu("conv", b.Input("x", 1, 4, 4), 6);
        b.Output(b.Gemm("fc", b.Flatten("flat", x), 3));

        var pruned = ChannelPruner.Prune(b.Graph, ChannelGroups.Find(b.Graph), Keep("conv", 0, 4));

        Assert.Equal([3, 32], pruned["fc.weight"].Constant!.Shape.ToArray());
        var weight = b.Graph["fc.weight"].Constant!.Values<float>();
        Assert.Equal(weight[64..80].ToArray(), pruned["fc.weight"].Constant!.Values<float>()[16..32].ToArray());
    }

    [Fact]
    public void Find_DepthwiseConv_SharesItsInputsGroup()
    {
        var b = new CnnBuilder(1);
        var x = b.ConvBnRelu("expand", b.Input("x", 3, 8, 8), 12, kernel: 1);
        x = b.ConvBnRelu("depth", x, 12, groups: 12);
        b.Output(b.Conv("project", x, 4, kernel: 1));

        var groups = ChannelGroups.Find(b.Graph);
        var pruned = ChannelPruner.Prune(b.Graph, groups, Keep("expand", 1, 2, 7));

        Assert.Equal(["expand", "depth"], Assert.Single(groups.All).Info.Producers);
        Assert.True(pruned.TryGetNode("depth", out var depth));
        Assert.Equal(3, depth.Int("group", 1));
        Assert.Equal([3, 1, 3, 3], pruned["depth.weight"].Constant!.Shape.ToArray());
    }

    [Fact]
    public void Find_GroupedConvWithWideGroups_KeepsEqualCountsPerGroup()
    {
        var b = new CnnBuilder(1);
        var x = b.ConvBnRelu("in", b.Input("x", 3, 8, 8), 16);
        x = b.ConvBnRelu("grouped", x, 24, groups: 2);
        b.Output(b.Conv("last", x, 4, kernel: 1));

        var groups = ChannelGroups.Find(b.Graph);
        var pruned = ChannelPruner.Prune(b.Graph, groups, new Dictionary<string, int[]> { ["in"] = [0, 3, 5], ["grouped"] = [1, 2, 3, 4] });

        Assert.Equal([(16, 2), (24, 2)], groups.All.Select(group => (group.Info.Channels, group.Info.Granularity)));
        Assert.Equal([8, 3, 3, 3], pruned["grouped.weight"].Constant!.Shape.ToArray());
        Assert.True(pruned.TryGetNode("grouped", out var grouped));
        Assert.Equal(2, grouped.Int("group", 1));
    }

    [Fact]
    public void Find_ConcatThenAdd_SplitsTheStreamByItsParts()
    {
        var b = new CnnBuilder(1);
        var input = b.Input("x", 3, 8, 8);
        var joined = b.Concat("cat", b.Conv("left", input, 4), b.Conv("right", input, 6));
        b.Output(b.Conv("last", b.Binary("Add", "add", joined, b.Conv("both", input, 10)), 2));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Equal([("left", 4), ("right", 6)], groups.All.Select(group => (group.Name, group.Info.Channels)));
        Assert.Equal(["left", "both"], groups["left"].Info.Producers);
        Assert.Equal(["right", "both"], groups["right"].Info.Producers);
    }

    [Fact]
    public void Find_Shuffle_UnitesWhatMustStayARectangle()
    {
        var b = new CnnBuilder(1);
        var x = b.ConvBnRelu("in", b.Input("x", 3, 8, 8), 12);
        b.Output(b.Conv("last", b.Shuffle("shuffle", x, 3), 2));

        var groups = ChannelGroups.Find(b.Graph);
        var pruned = ChannelPruner.Prune(b.Graph, groups, Keep("in", 0, 2));

        Assert.Equal((4, 3), (groups["in"].Units, groups["in"].Info.Granularity));
        Assert.True(pruned.TryGetNode("shuffle.split", out var split));
        Assert.Equal([0, 3, 2, 8, 8], split.Inputs[1]!.Constant!.Values<long>().ToArray());
    }

    [Fact]
    public void Find_SoftmaxOverChannels_IsABarrierWithItsReason()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 8, 8), 12);
        x = b.Node("Softmax", "mix", [x], CnnBuilder.Sample(x), ("axis", new AttributeValue.Int(1)));
        b.Output(b.Conv("last", x, 2));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Empty(groups.All);
        Assert.Contains(groups.Barriers, barrier => barrier is { Node: "mix", OpType: "Softmax", Reason: "Softmax mixes along axis 1, where the channels lie." });
        Assert.Contains(groups.Barriers, barrier => barrier.Node == "conv" && barrier.Reason.Contains("at Softmax 'mix'", StringComparison.Ordinal));
    }

    [Fact]
    public void Find_UnknownOperator_IsABarrierAndNoCrash()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 8, 8), 12);
        b.Output(b.Conv("last", b.Node("NobodyKnowsThis", "odd", [x], CnnBuilder.Sample(x)), 2));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Empty(groups.All);
        Assert.Contains(groups.Barriers, barrier => barrier.Node == "odd");
    }

    [Fact]
    public void Find_UnknownShapes_StopsChannelsOnlyWhereTheyMatter()
    {
        var b = new CnnBuilder(1);
        var x = b.ConvBnRelu("first", b.Input("x", 3, 8, 8), 12);
        x = b.ConvBnRelu("second", x, 8);
        b.Output(b.Gemm("fc", b.Flatten("flat", x), 3));
        b.Graph["second.relu"].Shape = null;

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Equal("first", Assert.Single(groups.All).Name);
        Assert.Contains(groups.Barriers, barrier => barrier.Node == "flat");
    }

    [Fact]
    public void Prune_UnknownGroup_NamesTheOnesThereAre()
    {
        var b = new CnnBuilder(1);
        b.Output(b.Conv("last", b.Conv("first", b.Input("x", 3, 8, 8), 12), 2));

        var thrown = Assert.Throws<KeyNotFoundException>(() => ChannelPruner.Prune(b.Graph, ChannelGroups.Find(b.Graph), Keep("nothing", 0)));

        Assert.Contains("only first", thrown.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, int[]> Keep(string group, params int[] units) => new() { [group] = units };
}
