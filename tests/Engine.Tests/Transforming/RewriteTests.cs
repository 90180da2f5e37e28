using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Tests.Transforming;

/// <summary>Constants and attributes that bake in a number of channels.</summary>
public sealed class RewriteTests
{
    [Fact]
    public void Prune_ReshapeToAComputedShape_WritesTheShapeDown()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 4, 4), 8);
        var sizes = b.Graph.AddNode("Shape", "shape", [x], "sizes").Output;
        var batch = b.Graph.AddNode("Gather", "batch", [sizes, b.Integers("zero", 0)], "n").Output;
        var channels = b.Graph.AddNode("Gather", "channels", [sizes, b.Integers("one", 1)], "c").Output;
        var columns = b.Graph.AddNode("Mul", "columns", [channels, b.Integers("area", 16)], "cols").Output;
        var target = b.Graph.AddNode("Concat", "target", [batch, columns], "to");
        target.Attributes["axis"] = new AttributeValue.Int(0);
        b.Output(b.Gemm("fc", b.Node("Reshape", "reshape", [x, target.Output], [128]), 3));

        var pruned = Proved(b.Graph, "conv", 1, 6);

        Assert.True(pruned.TryGetNode("reshape", out var reshape));
        Assert.Equal([-1, 32], reshape.Inputs[1]!.Constant!.Values<long>().ToArray());
        Assert.False(pruned.TryGetNode("shape", out _));
    }

    [Fact]
    public void Find_NumberOfChannelsUsedAsANumber_StopsThem()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 4, 4), 8);
        var sizes = b.Graph.AddNode("Shape", "shape", [x], "sizes").Output;
        var count = b.Graph.AddNode("Cast", "cast", [sizes], "count");
        count.Attributes["to"] = new AttributeValue.Int((long)ElementType.Float);
        b.Output(b.Conv("last", x, 2));
        b.Output(count.Output);

        Assert.Contains(ChannelGroups.Find(b.Graph).Barriers, barrier => barrier.Node == "shape");
    }

    [Fact]
    public void Prune_SplitIntoEqualParts_WritesUnequalSizesDown()
    {
        var b = new CnnBuilder(1, opset: 18);
        var x = b.Conv("conv", b.Input("x", 3, 4, 4), 8);
        var halves = b.Nodes(
            "Split", "split", [x], [[4, 4, 4], [4, 4, 4]], ("axis", new AttributeValue.Int(1)), ("num_outputs", new AttributeValue.Int(2)));
        b.Output(b.Conv("last", b.Concat("cat", halves[0], b.Conv("more", halves[1], 4)), 2));
        var groups = ChannelGroups.Find(b.Graph);

        Assert.Equal(["conv", "conv#2", "more"], groups.All.Select(group => group.Name));
        var pruned = Proved(b.Graph, "conv#2", 0);

        Assert.True(pruned.TryGetNode("split", out var split));
        Assert.Equal([4, 1], split.Inputs[1]!.Constant!.Values<long>().ToArray());
        Assert.False(split.Attributes.ContainsKey("num_outputs"));
    }

    [Fact]
    public void Prune_ResizeToASize_WritesTheNewChannelsDown()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 4, 4), 8);
        var empty = b.Graph.AddConstant("empty", Tensor.Of(Array.Empty<float>(), 0));
        x = b.Node("Resize", "resize", [x, empty, empty, b.Integers("sizes", 2, 8, 8, 8)], [8, 8, 8]);
        b.Output(b.Conv("last", x, 2));

        var pruned = Proved(b.Graph, "conv", 1, 6, 7);

        Assert.True(pruned.TryGetNode("resize", out var resize));
        Assert.Equal([2, 3, 8, 8], resize.Inputs[3]!.Constant!.Values<long>().ToArray());
    }

    [Fact]
    public void Prune_PadOfNamedAxes_CountsWhatStays()
    {
        var b = new CnnBuilder(1, opset: 18);
        var input = b.Input("x", 3, 4, 4);
        var zero = b.Graph.AddConstant("fill", Tensor.Scalar(0f));
        var padded = b.Node("Pad", "pad", [b.Conv("conv", input, 4), b.Integers("pads", 2, 2), zero, b.Integers("axes", 1)], [8, 4, 4]);
        b.Output(b.Conv("last", b.Binary("Add", "add", b.Conv("wide", input, 8), padded), 2));
        var groups = ChannelGroups.Find(b.Graph);

        // Padding alone, and the channels between: two groups of the wide convolution.
        Assert.Equal([("conv", 4), ("wide", 4)], groups.All.Select(group => (group.Name, group.Units)).OrderBy(pair => pair.Name));
        var pruned = Proved(b.Graph, "wide", 0, 2, 3);

        Assert.True(pruned.TryGetNode("pad", out var pad));
        Assert.Equal([1, 2], pad.Inputs[1]!.Constant!.Values<long>().ToArray());
    }

    private static ModelGraph Proved(ModelGraph graph, string group, params int[] units)
    {
        var groups = ChannelGroups.Find(graph);
        var kept = new Dictionary<string, int[]> { [group] = units };
        var pruned = ChannelPruner.Prune(graph, groups, kept);
        Assert.InRange(MaskedEquivalence.Error(graph, pruned, groups, kept, 1), 0, MaskedEquivalence.Tolerance);
        return pruned;
    }
}
