using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;
using FsCheck;
using FsCheck.Fluent;

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
    public void Find_Attention_OffersItsHeadsAndTheirWidths()
    {
        var b = new CnnBuilder(1);
        var x = b.Input("x", Tokens, 6);
        b.Output(Dense(b, "proj", Attention(b, x, heads: 3, size: 4), 6));

        var groups = ModelAnalyzer.Analyze(b.Graph, 0).Groups;

        Assert.Equal([("query", 12, 4), ("query#2", 12, 3), ("value", 12, 3)], groups.Select(group => (group.Name, group.Channels, group.Granularity)));
        Assert.Equal([null, "query", "query"], groups.Select(group => group.Across));
        Assert.Equal(["query", "key", "value"], groups[0].Producers);
        Assert.Equal(["query", "key"], groups[1].Producers);
        Assert.Equal(["proj"], groups[2].Consumers);
    }

    [Fact]
    public void Prune_HeadsAndTheirWidths_KeepsTheProductOfBoth()
    {
        var b = new CnnBuilder(1);
        b.Output(Dense(b, "proj", Attention(b, b.Input("x", Tokens, 6), heads: 3, size: 4), 6));
        var whole = b.Graph["query.weight"].Constant!.Values<float>().ToArray();

        var pruned = ProvedCut(b.Graph, new() { ["query"] = [0, 2], ["query#2"] = [1, 3], ["value"] = [0, 1, 2] });

        Assert.Equal([6, 4], pruned["query.weight"].Constant!.Shape.ToArray());
        Assert.Equal([6, 6], pruned["value.weight"].Constant!.Shape.ToArray());
        Assert.Equal([6, 6], pruned["proj.weight"].Constant!.Shape.ToArray());
        Assert.Equal([whole[1], whole[3], whole[9], whole[11]], pruned["query.weight"].Constant!.Values<float>()[..4].ToArray());
        Assert.True(pruned.TryGetNode("query.heads", out var reshape));
        Assert.Equal([0, Tokens, 2, 2], reshape.Inputs[1]!.Constant!.Values<long>().ToArray());
        Assert.Equal(Tokens * ((2 * 6 * 4) + (6 * 6) + (6 * 6)) + Tokens * Tokens * (4 + 6), NodeCosts.Of(pruned).Macs);
    }

    [Fact]
    public void Prune_TokenMixing_CutsWhatItHidesAndTheChannelsThatPass()
    {
        var b = new CnnBuilder(1);
        var x = Dense(b, "in", b.Input("x", Tokens, 6), 8);
        var turned = b.Node("Transpose", "turn", [x], [8, Tokens], ("perm", CnnBuilder.Ints(0, 2, 1)));
        var mixed = Dense(b, "back", b.Act("Relu", "relu", Dense(b, "hidden", turned, 7)), Tokens);
        var back = b.Node("Transpose", "return", [mixed], [Tokens, 8], ("perm", CnnBuilder.Ints(0, 2, 1)));
        b.Output(Dense(b, "out", b.Binary("Add", "add", x, back), 3));

        var pruned = ProvedCut(b.Graph, new() { ["in"] = [0, 3, 7], ["hidden"] = [1, 2, 4, 6] });

        Assert.Equal([Tokens, 4], pruned["hidden.weight"].Constant!.Shape.ToArray());
        Assert.Equal([4, Tokens], pruned["back.weight"].Constant!.Shape.ToArray());
        Assert.Equal(["in", "hidden"], ChannelGroups.Find(b.Graph).All.Select(group => group.Name));
        Assert.Equal(ModelAnalyzer.Analyze(b.Graph, 0).CostOf(group => group.Name == "in" ? 3 : 4).Macs, NodeCosts.Of(pruned).Macs, 1e-6);
    }

    [Fact]
    public void Find_QueriesThatShareAKey_OfferTheWidthOfTheirHeads()
    {
        var b = new CnnBuilder(1);
        var x = b.Input("x", Tokens, 6);
        b.Output(Dense(b, "proj", Attention(b, x, heads: 3, size: 4, sharedKey: true), 6));

        var pruned = ProvedCut(b.Graph, new() { ["query"] = [0, 2, 3], ["value"] = [0, 2] });

        Assert.All(ModelAnalyzer.Analyze(b.Graph, 0).Groups, group => Assert.Equal((3, (string?)null), (group.Granularity, group.Across)));
        Assert.Equal([6, 9], pruned["query.weight"].Constant!.Shape.ToArray());
        Assert.Equal([6, 3], pruned["key.weight"].Constant!.Shape.ToArray());
    }

    [Fact]
    public void Prune_NormalisationOverHeadsAndWidths_LeavesTheWidthsWhole()
    {
        var b = new CnnBuilder(1);
        var mixed = Attention(b, b.Input("x", Tokens, 6), heads: 3, size: 4);
        mixed = b.Node("LayerNormalization", "norm", [mixed, b.Positive("scale", 12), b.Weights("shift", 12)], [Tokens, 12]);
        b.Output(Dense(b, "proj", mixed, 6));

        Assert.Equal(["query", "query#2"], ChannelGroups.Find(b.Graph).All.Select(group => group.Name));
        ProvedCut(b.Graph, new() { ["query"] = [1, 2], ["query#2"] = [0, 3] });
    }

    [Fact]
    public void Prune_AnyAttention_IsProvedAndCostsWhatTheAnalysisSays() => Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), seed =>
    {
        var random = new SplitMix64(seed);
        var b = new CnnBuilder(seed);
        var width = 4 + random.Next(6);
        var x = Dense(b, "in", b.Input("x", Tokens, 6), width);
        var mixed = Attention(b, x, heads: 2 + random.Next(3), size: 2 + random.Next(4), sharedKey: random.Next(4) == 0);
        x = b.Binary("Add", "attended", x, Dense(b, "proj", mixed, width));
        b.Output(Dense(b, "out", Dense(b, "wide", x, 9), 3));
        var groups = ChannelGroups.Find(b.Graph);
        var kept = new Dictionary<string, int[]>();
        foreach (var group in groups.All)
        {
            kept[group.Name] = [.. Enumerable.Range(0, group.Units).OrderBy(_ => random.Next(1000)).Take(1 + random.Next(group.Units)).Order()];
        }

        var costs = NodeCosts.Of(ProvedCut(b.Graph, kept));

        var predicted = ModelAnalyzer.Analyze(b.Graph, 0).CostOf(group => kept[group.Name].Length * group.Granularity);
        Assert.Equal(costs.Params, predicted.Params, 1e-6);
        Assert.Equal(costs.Macs, predicted.Macs, 1e-6);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20260803, 1));

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

    /// <param name="sharedKey">Whether one key serves all heads.</param>
    private static GraphValue Attention(CnnBuilder b, GraphValue x, int heads, int size, bool sharedKey = false)
    {
        GraphValue Heads(string name, int count, params long[] order)
        {
            var split = b.Node("Reshape", name + ".heads", [Dense(b, name, x, count * size), b.Integers(name + ".to", 0, Tokens, count, size)], [Tokens, count, size]);
            return b.Node("Transpose", name + ".turn", [split], [.. order.Skip(1).Select(axis => new long[] { 0, Tokens, count, size }[axis])], ("perm", CnnBuilder.Ints(order)));
        }

        var scores = b.Node("MatMul", "scores", [Heads("query", heads, 0, 2, 1, 3), Heads("key", sharedKey ? 1 : heads, 0, 2, 3, 1)], [heads, Tokens, Tokens]);
        var weights = b.Node("Softmax", "softmax", [scores], [heads, Tokens, Tokens]);
        var mixed = b.Node("MatMul", "mixed", [weights, Heads("value", heads, 0, 2, 1, 3)], [heads, Tokens, size]);
        var back = b.Node("Transpose", "back", [mixed], [Tokens, heads, size], ("perm", CnnBuilder.Ints(0, 2, 1, 3)));
        return b.Node("Reshape", "merged", [back, b.Integers("merged.to", 0, Tokens, heads * size)], [Tokens, heads * size]);
    }

    private static GraphValue Dense(CnnBuilder b, string name, GraphValue x, long outputs) =>
        b.Node("MatMul", name, [x, b.Weights(name + ".weight", CnnBuilder.Sample(x)[^1], outputs)], [.. CnnBuilder.Sample(x)[..^1], outputs]);

    private static ModelGraph Proved(ModelGraph graph, string group, params int[] units) => ProvedCut(graph, new() { [group] = units });

    private static ModelGraph ProvedCut(ModelGraph graph, Dictionary<string, int[]> kept)
    {
        var groups = ChannelGroups.Find(graph);
        var pruned = ChannelPruner.Prune(graph, groups, kept);
        MaskedEquivalence.Ensure(graph, pruned, groups, kept, 1);
        return pruned;
    }
}
