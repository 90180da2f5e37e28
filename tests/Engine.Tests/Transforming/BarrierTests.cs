using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Tests.Transforming;

public sealed class BarrierTests
{
    [Fact]
    public void Find_OtherDomain_IsNamedWithItsDomain()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 8, 8), 12);
        var odd = b.Graph.InsertNode(b.Graph.Nodes.Count, "Magic", "odd", [x], ["odd"], "com.example");
        odd.Output.Shape = x.Shape;
        b.Output(b.Conv("last", odd.Output, 2));

        var barrier = ChannelGroups.Find(b.Graph).Barriers[0];

        Assert.Equal(("odd", "Magic"), (barrier.Node, barrier.OpType));
        Assert.Contains("com.example.Magic", barrier.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_CapturedByASubgraph_StaysWhole()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 8, 8), 12);
        var branch = b.Graph.AddNode("If", "branch", [b.Graph.AddConstant("yes", Tensor.Scalar(true))], "chosen");
        ModelGraph.AddCapture(branch, x);
        branch.Output.Shape = x.Shape;
        b.Output(b.Conv("last", b.Binary("Add", "add", x, branch.Output), 2));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Empty(groups.All);
        Assert.Contains(groups.Barriers, barrier => barrier.Node == "branch");
    }

    [Fact]
    public void Find_WeightAlsoReadElsewhere_StaysWhole()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 8, 8), 12);
        var norm = b.Graph.AddNode("ReduceSum", "decay", [b.Graph["conv.weight"]], "decay").Output;
        b.Output(b.Conv("last", x, 2));
        b.Output(norm);

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Empty(groups.All);
        Assert.Contains(groups.Barriers, barrier => barrier.Node == "conv" && barrier.Reason.Contains("'conv.weight' is also read", StringComparison.Ordinal));
    }

    [Fact]
    public void Find_SharedWeights_CutBothReadersTogether()
    {
        var b = new CnnBuilder(1);
        var input = b.Input("x", 3, 8, 8);
        var (left, right) = (b.Conv("left", input, 12), b.Conv("right", b.Act("Relu", "relu", input), 12));
        ModelGraph.SetInput(right.Producer!, 1, b.Graph["left.weight"]);
        b.Output(b.Conv("last", b.Concat("cat", left, right), 2));

        var group = Assert.Single(ChannelGroups.Find(b.Graph).All);
        var pruned = ChannelPruner.Prune(b.Graph, ChannelGroups.Find(b.Graph), new Dictionary<string, int[]> { [group.Name] = [1, 5] });

        Assert.Equal(12, group.Units);
        Assert.Equal([2, 4, 3, 3], pruned["last.weight"].Constant!.Shape.ToArray());
    }

    [Fact]
    public void Find_ModelInput_KeepsItsChannels()
    {
        var b = new CnnBuilder(1);
        var x = b.Input("x", 6, 8, 8);
        b.Output(b.Conv("last", b.Binary("Add", "add", b.Conv("conv", x, 6), x), 2));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Empty(groups.All);
        Assert.Contains(groups.Barriers, barrier => barrier.Reason.Contains("'x', which keeps its size", StringComparison.Ordinal));
    }
}
