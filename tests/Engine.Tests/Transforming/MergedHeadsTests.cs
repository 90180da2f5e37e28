using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;
using static AutoCompress.Engine.Tests.Transforming.CnnBuilder;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>Attention as PyTorch's own layers export it: time first, and heads on one axis with the batch.</summary>
public sealed class MergedHeadsTests
{
    private const int Tokens = 5;
    private const int Heads = 3;
    private const int Size = 4;

    private readonly CnnBuilder _b = new(1);

    [Fact]
    public void Prune_HeadsMergedWithTheBatch_LeaveBesideTheirWidth()
    {
        var scores = Scores();
        Finish(scores);
        var groups = ChannelGroups.Find(_b.Graph);
        var kept = new Dictionary<string, int[]> { ["query"] = [0, 3], ["value"] = [0, 1, 2], ["query#2"] = [0, 2] };

        var pruned = ChannelPruner.Prune(_b.Graph, groups, kept);

        MaskedEquivalence.Ensure(_b.Graph, pruned, groups, kept, 1);
        Assert.Equal([(Size, Heads), (Size, Heads), (Heads, Size)], groups.All.Select(group => (group.Units, group.Info.Granularity)));
        Assert.Equal([6, 4], pruned["query.weight"].Constant!.Shape.ToArray());
        Assert.Equal([6, 6], pruned["value.weight"].Constant!.Shape.ToArray());
        Assert.Equal("2*batch,5,5", string.Join(',', pruned["scores"].Shape!.Value));
        var analysis = ModelAnalyzer.Analyze(_b.Graph, 0);
        Assert.Equal(NodeCosts.Of(pruned).Macs, analysis.CostOf(group => kept[group.Name].Length * group.Granularity).Macs, 1e-6);
    }

    [Fact]
    public void Prune_OneHeadStays_TheMergedAxisIsTheBatch()
    {
        Finish(Scores());
        var groups = ChannelGroups.Find(_b.Graph);
        var kept = new Dictionary<string, int[]> { ["query#2"] = [1] };

        var pruned = ChannelPruner.Prune(_b.Graph, groups, kept);

        MaskedEquivalence.Ensure(_b.Graph, pruned, groups, kept, 1);
        Assert.Equal("batch,5,5", string.Join(',', pruned["scores"].Shape!.Value));
    }

    [Fact]
    public void Find_ScoresThatMeetOthersForEachHead_KeepTheHeads()
    {
        var scores = Scores();
        var bias = Value("bias", "Softmax", [scores], Merged, Tokens, Tokens);
        var other = _b.Graph.AddInput("other", ElementType.Float, [Dim.Times(Heads, "batch"), Dim.Of(Tokens), Dim.Of(Tokens)]);
        Finish(Value("biased", "Add", [bias, other], Merged, Tokens, Tokens));

        Assert.Equal(["query", "value"], ChannelGroups.Find(_b.Graph).All.Select(group => group.Name));
    }

    [Fact]
    public void Find_OperatorThatPicksAlongTheMergedAxis_KeepsTheHeads()
    {
        var scores = Scores();
        var flipped = Value(
            "flipped", "Slice", [scores, _b.Integers("from", -1), _b.Integers("to", long.MinValue), _b.Integers("axis", 0), _b.Integers("step", -1)], Merged, Tokens, Tokens);
        Finish(flipped);

        Assert.DoesNotContain(ChannelGroups.Find(_b.Graph).All, group => group.Info.Granularity == Size);
    }

    private static Dim Merged => Dim.Times(Heads, "batch");

    private GraphValue Scores()
    {
        var x = Value("time", "Transpose", [_b.Input("x", Tokens, 6)], Dim.Of(Tokens), Dim.Named("batch"), Dim.Of(6));
        x.Producer!.Attributes["perm"] = Ints(1, 0, 2);
        return Value("scores", "MatMul", [Split(x, "query", 1, 0, 2), Split(x, "key", 1, 2, 0)], Merged, Tokens, Tokens);
    }

    private GraphValue Split(GraphValue x, string name, params long[] order)
    {
        var made = Value(name, "MatMul", [x, _b.Weights(name + ".weight", 6, Heads * Size)], Dim.Of(Tokens), Dim.Named("batch"), Dim.Of(Heads * Size));
        Dim[] split = [Dim.Of(Tokens), Merged, Dim.Of(Size)];
        var heads = Value(name + ".heads", "Reshape", [made, _b.Integers(name + ".to", Tokens, -1, Size)], split);
        var turned = Value(name + ".turn", "Transpose", [heads], [.. order.Select(axis => split[axis])]);
        turned.Producer!.Attributes["perm"] = Ints(order);
        return turned;
    }

    private void Finish(GraphValue scores)
    {
        var weights = Value("softmax", "Softmax", [scores], Merged, Tokens, Tokens);
        var mixed = Value("mixed", "MatMul", [weights, Split(_b.Graph["time"], "value", 1, 0, 2)], Merged, Dim.Of(Tokens), Dim.Of(Size));
        var back = Value("back", "Transpose", [mixed], Dim.Of(Tokens), Merged, Dim.Of(Size));
        back.Producer!.Attributes["perm"] = Ints(1, 0, 2);
        var joined = Value("joined", "Reshape", [back, _b.Integers("joined.to", -1, Heads * Size)], Dim.Times(Tokens, "batch"), Dim.Of(Heads * Size));
        var read = Value("proj", "MatMul", [joined, _b.Weights("proj.weight", Heads * Size, 6)], Dim.Times(Tokens, "batch"), Dim.Of(6));
        var time = Value("unjoined", "Reshape", [read, _b.Integers("unjoined.to", Tokens, -1, 6)], Dim.Of(Tokens), Dim.Named("batch"), Dim.Of(6));
        var output = Value("output", "Transpose", [time], Dim.Named("batch"), Dim.Of(Tokens), Dim.Of(6));
        output.Producer!.Attributes["perm"] = Ints(1, 0, 2);
        _b.Output(output);
    }

    private GraphValue Value(string name, string type, GraphValue[] inputs, Dim merged, long rows, long columns) =>
        Value(name, type, inputs, merged, Dim.Of(rows), Dim.Of(columns));

    private GraphValue Value(string name, string type, GraphValue[] inputs, params Dim[] shape)
    {
        var value = _b.Node(type, name, inputs, []);
        value.Shape = [.. shape];
        return value;
    }
}
