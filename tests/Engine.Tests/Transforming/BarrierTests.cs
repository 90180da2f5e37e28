using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tests.Graph;
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
    public void Prune_NodesThatStopTheirChannels_StayAsTheyAre()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 4, 8, 8), 12);
        var made = b.Graph.AddNode("Neg", "made", [b.Graph.AddConstant("k", SmallGraphs.Floats(3, 12, 6, 1, 1))], "made").Output;
        made.Shape = [Dim.Of(12), Dim.Of(6), Dim.Of(1), Dim.Of(1)];
        var grouped = b.Graph.AddNode("Conv", "grouped", [x, made], "grouped");
        grouped.Attributes["group"] = new AttributeValue.Int(2);
        grouped.Output.Shape = x.Shape;
        var cropped = b.Graph.AddNode("Pad", "cropped", [b.Conv("next", grouped.Output, 8), b.Graph.AddConstant("pads", Tensor.Of([0L, -1, 0, 0, 0, 0, 0, 0], 8))], "cropped");
        cropped.Output.Shape = [Dim.Named("batch"), Dim.Of(7), Dim.Of(8), Dim.Of(8)];
        b.Output(b.Conv("last", b.Conv("free", cropped.Output, 10), 2));

        var groups = ChannelGroups.Find(b.Graph);
        var group = Assert.Single(groups.All);
        var pruned = ChannelPruner.Prune(b.Graph, groups, new Dictionary<string, int[]> { [group.Name] = [0, 1, 2] });

        Assert.Equal("free", group.Name);
        Assert.Equal(3, pruned["free.weight"].Constant!.Shape[0]);
        Assert.True(pruned.TryGetNode("grouped", out var kept));
        Assert.Equal(2, kept!.Int("group", 0));
    }

    [Fact]
    public void Find_StateOfAnotherRank_StopsTheUnits()
    {
        var graph = new ModelGraph();
        var x = graph.AddInput("x", ElementType.Float, [Dim.Of(7), Dim.Named("batch"), Dim.Of(5)]);
        var state = graph.AddNode("Abs", "state", [graph.AddInput("h", ElementType.Float, [Dim.Of(1), Dim.Of(4)])], "state").Output;
        state.Shape = [Dim.Of(1), Dim.Of(4)];
        var rnn = graph.AddNode(
            "RNN", "rnn", [x, graph.AddConstant("w", SmallGraphs.Floats(1, 1, 4, 5)), graph.AddConstant("r", SmallGraphs.Floats(2, 1, 4, 4)), null, null, state], "y");
        rnn.Output.Shape = [Dim.Of(7), Dim.Of(1), Dim.Named("batch"), Dim.Of(4)];
        graph.AddOutput(graph.AddNode("MatMul", "last", [rnn.Output, graph.AddConstant("v", SmallGraphs.Floats(3, 4, 2))], "out").Output);

        Assert.Empty(ChannelGroups.Find(graph).All);
    }

    [Fact]
    public void Find_ReshapeOfADeclaredSizeBeyondMemory_StopsTheChannels()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 1 << 20, 1 << 20), 12);
        x.Shape = [Dim.Named("batch"), Dim.Of(12), Dim.Of(1 << 20), Dim.Of(1 << 20)];
        var flat = b.Graph.AddNode("Reshape", "flat", [x, b.Graph.AddConstant("to", Tensor.Of([0L, -1], 2))], "flat");
        flat.Output.Shape = [Dim.Named("batch"), Dim.Of(12L << 40)];
        b.Output(flat.Output);

        Assert.Empty(ChannelGroups.Find(b.Graph).All);
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
