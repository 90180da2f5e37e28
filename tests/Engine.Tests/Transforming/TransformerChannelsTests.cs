using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>Channels on the last axis: normalisations and sums over them, attention heads, embeddings, tied weights, recurrent layers.</summary>
public sealed class TransformerChannelsTests
{
    private const int Tokens = 5;

    [Fact]
    public void Prune_LayerNormalization_TakesStatisticsOverTheKeptChannels()
    {
        var b = new CnnBuilder(1);
        var x = Dense(b, "in", b.Input("x", Tokens, 6), 12);
        x = b.Node("LayerNormalization", "norm", [x, b.Positive("scale", 12), b.Weights("shift", 12)], [Tokens, 12]);
        b.Output(Dense(b, "out", x, 3));

        var pruned = Proved(b.Graph, "in", 0, 3, 4, 7);

        Assert.Equal([4], pruned["scale"].Constant!.Shape.ToArray());
    }

    [Theory]
    [InlineData("ReduceMean", true)]
    [InlineData("ReduceL2", true)]
    [InlineData("ReduceMax", false)]
    [InlineData("ReduceProd", false)]
    public void Find_ReductionOverChannels_SumsPassAndChoicesStop(string type, bool passes)
    {
        var b = new CnnBuilder(1);
        var x = Dense(b, "in", b.Input("x", Tokens, 6), 12);
        var reduced = b.Node(type, "reduce", [x], [Tokens, 1], ("axes", CnnBuilder.Ints(-1)));
        b.Output(Dense(b, "out", b.Node("Sub", "centred", [x, reduced], [Tokens, 12]), 3));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Equal(passes, groups.All.Any());
        Assert.Equal(!passes, groups.Barriers.Any(barrier => barrier.Node == "reduce"));
        if (passes)
        {
            Proved(b.Graph, "in", 1, 2, 9);
        }
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(6, 2)]
    public void Prune_GroupNormalization_KeepsEqualCountsPerGroup(int normGroups, int width)
    {
        var b = new CnnBuilder(1, opset: 18);
        var x = b.Conv("in", b.Input("x", 3, 4, 4), 12);
        x = b.Node(
            "GroupNormalization", "norm", [x, b.Positive("scale", normGroups), b.Weights("shift", normGroups)], [12, 4, 4],
            ("num_groups", new AttributeValue.Int(normGroups)));
        b.Output(b.Conv("out", x, 2));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Equal((Math.Max(normGroups, width), Math.Min(normGroups, width)), (groups["in"].Units, groups["in"].Info.Granularity));
        Proved(b.Graph, "in", 0, 1, 4);
    }

    [Fact]
    public void Find_Attention_OffersItsHeads()
    {
        var b = new CnnBuilder(1);
        var x = b.Input("x", Tokens, 6);
        b.Output(Dense(b, "proj", Attention(b, x, heads: 3, size: 4), 6));

        var group = Assert.Single(ChannelGroups.Find(b.Graph).All);
        var pruned = Proved(b.Graph, "query", 0, 2);

        Assert.Equal((3, 4), (group.Units, group.Info.Granularity));
        Assert.Equal(["query", "key", "value"], group.Info.Producers);
        Assert.Equal(["proj"], group.Info.Consumers);
        Assert.Equal([8, 6], pruned["proj.weight"].Constant!.Shape.ToArray());
        Assert.True(pruned.TryGetNode("query.heads", out var reshape));
        Assert.Equal([0, Tokens, 2, 4], reshape.Inputs[1]!.Constant!.Values<long>().ToArray());
    }

    [Fact]
    public void Find_ProductWithChannelsInOneOperandOnly_StopsThem()
    {
        var b = new CnnBuilder(1);
        var x = b.Input("x", Tokens, Tokens);
        var y = Dense(b, "in", x, Tokens);
        b.Output(b.Node("MatMul", "product", [y, x], [Tokens, Tokens]));

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Empty(groups.All);
        Assert.Contains(groups.Barriers, barrier => barrier.Node == "product");
    }

    [Fact]
    public void Prune_TiedEmbedding_CutsTheTableOnce()
    {
        var b = new CnnBuilder(1);
        var ids = b.Graph.AddInput("ids", ElementType.Int64, [Dim.Named("batch"), Dim.Of(Tokens)]);
        var table = b.Weights("table", 9, 8);
        var x = b.Node("Gather", "words", [table, ids], [Tokens, 8]);
        x = b.Node("Add", "mixed", [x, Dense(b, "mix", x, 8)], [Tokens, 8]);
        var turned = b.Graph.AddNode("Transpose", "turn", [table], "turned").Output;
        (turned.Type, turned.Shape) = (ElementType.Float, [Dim.Of(8), Dim.Of(9)]);
        b.Output(b.Node("MatMul", "out", [x, turned], [Tokens, 9]));

        var pruned = Proved(b.Graph, "words", 1, 4, 6);

        Assert.Equal([9, 3], pruned["table"].Constant!.Shape.ToArray());
        Assert.Equal([3L, 9L], pruned["turned"].Shape!.Value.Select(dim => dim.Size!.Value));
        Assert.Equal(Tokens * (3 * 3 + 3 * 9), NodeCosts.Of(pruned).Macs);
    }

    [Theory]
    [InlineData("RNN", 1)]
    [InlineData("GRU", 3)]
    [InlineData("LSTM", 4)]
    public void Prune_RecurrentLayer_LosesHiddenUnitsInAllGates(string type, int gates)
    {
        var b = new CnnBuilder(1);
        var x = b.Node("Transpose", "time", [b.Input("x", Tokens, 6)], [Tokens, 6], ("perm", CnnBuilder.Ints(1, 0, 2)));
        x.Shape = [Dim.Of(Tokens), Dim.Named("batch"), Dim.Of(6)];
        var layer = b.Graph.AddNode(
            type, "layer", [x, b.Weights("w", 2, gates * 7, 6), b.Weights("r", 2, gates * 7, 7), b.Weights("b", 2, gates * 14)], "all", "last");
        layer.Attributes["hidden_size"] = new AttributeValue.Int(7);
        layer.Attributes["direction"] = new AttributeValue.Text("bidirectional");
        var last = layer.Outputs[1]!;
        (last.Type, last.Shape) = (ElementType.Float, [Dim.Of(2), Dim.Named("batch"), Dim.Of(7)]);
        var first = b.Node("Transpose", "batch", [last], [2, 7], ("perm", CnnBuilder.Ints(1, 0, 2)));
        b.Output(b.Gemm("out", b.Node("Flatten", "flat", [first], [14]), 3));

        var pruned = Proved(b.Graph, "layer", 0, 2, 5, 6);

        Assert.Equal([2, gates * 4, 4], pruned["r"].Constant!.Shape.ToArray());
        Assert.True(pruned.TryGetNode("layer", out var cut));
        Assert.Equal(4, cut.Int("hidden_size", 0));
    }

    [Fact]
    public void Find_RecurrentLayerWithTheBatchFirst_IsABarrier()
    {
        var b = new CnnBuilder(1);
        var x = Dense(b, "in", b.Input("x", Tokens, 6), 8);
        var layer = b.Graph.AddNode("GRU", "layer", [x, b.Weights("w", 1, 21, 8), b.Weights("r", 1, 21, 7)], "all");
        layer.Attributes["layout"] = new AttributeValue.Int(1);
        (layer.Output.Type, layer.Output.Shape) = (ElementType.Float, [Dim.Named("batch"), Dim.Of(Tokens), Dim.Of(1), Dim.Of(7)]);
        b.Output(layer.Output);

        var groups = ChannelGroups.Find(b.Graph);

        Assert.Empty(groups.All);
        Assert.Contains(groups.Barriers, barrier => barrier is { Node: "layer", Reason: "It has its batch first (layout)." });
    }

    [Fact]
    public void Prune_ResizeToTheSizesOfItsInput_FollowsTheCut()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("in", b.Input("x", 3, 4, 4), 8);
        b.Output(b.Conv("out", Resized(b, x, x), 2));

        Proved(b.Graph, "in", 1, 5, 6);
    }

    [Fact]
    public void Find_ResizeToTheNumberOfOtherChannels_PinsThose()
    {
        var b = new CnnBuilder(1);
        var (x, other) = (b.Conv("in", b.Input("x", 3, 4, 4), 8), b.Conv("other", b.Graph["x"], 8));
        b.Output(b.Conv("out", Resized(b, x, other), 2));
        b.Output(b.Conv("out2", other, 2));

        Assert.DoesNotContain(ChannelGroups.Find(b.Graph).All, group => group.Name == "other");
    }

    /// <summary>Twice as high and wide, to sizes of which the first two are asked of a value.</summary>
    private static GraphValue Resized(CnnBuilder b, GraphValue x, GraphValue asked)
    {
        var shape = b.Graph.AddNode("Shape", "shape", [asked], "sizes").Output;
        var first = b.Graph.AddNode("Slice", "first", [shape, b.Integers("zero", 0), b.Integers("two", 2)], "kept").Output;
        var target = b.Graph.AddNode("Concat", "target", [first, b.Integers("space", 8, 8)], "to");
        target.Attributes["axis"] = new AttributeValue.Int(0);
        var none = b.Graph.AddConstant("none", Tensor.Of(Array.Empty<float>(), 0));
        return b.Node("Resize", "resize", [x, none, none, target.Output], [CnnBuilder.C(x), 8, 8]);
    }

    private static GraphValue Attention(CnnBuilder b, GraphValue x, int heads, int size)
    {
        GraphValue Heads(string name, params long[] order)
        {
            var split = b.Node("Reshape", name + ".heads", [Dense(b, name, x, heads * size), b.Integers(name + ".to", 0, Tokens, heads, size)], [Tokens, heads, size]);
            return b.Node("Transpose", name + ".turn", [split], [.. order.Skip(1).Select(axis => new long[] { 0, Tokens, heads, size }[axis])], ("perm", CnnBuilder.Ints(order)));
        }

        var scores = b.Node("MatMul", "scores", [Heads("query", 0, 2, 1, 3), Heads("key", 0, 2, 3, 1)], [heads, Tokens, Tokens]);
        var weights = b.Node("Softmax", "softmax", [scores], [heads, Tokens, Tokens]);
        var mixed = b.Node("MatMul", "mixed", [weights, Heads("value", 0, 2, 1, 3)], [heads, Tokens, size]);
        var back = b.Node("Transpose", "back", [mixed], [Tokens, heads, size], ("perm", CnnBuilder.Ints(0, 2, 1, 3)));
        return b.Node("Reshape", "merged", [back, b.Integers("merged.to", 0, Tokens, heads * size)], [Tokens, heads * size]);
    }

    private static GraphValue Dense(CnnBuilder b, string name, GraphValue x, long outputs) =>
        b.Node("MatMul", name, [x, b.Weights(name + ".weight", CnnBuilder.Sample(x)[^1], outputs)], [.. CnnBuilder.Sample(x)[..^1], outputs]);

    private static ModelGraph Proved(ModelGraph graph, string group, params int[] units)
    {
        var groups = ChannelGroups.Find(graph);
        var kept = new Dictionary<string, int[]> { [group] = units };
        var pruned = ChannelPruner.Prune(graph, groups, kept);
        MaskedEquivalence.Ensure(graph, pruned, groups, kept, 1);
        return pruned;
    }
}
