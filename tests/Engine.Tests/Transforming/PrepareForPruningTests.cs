using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Transforming;

namespace AutoCompress.Engine.Tests.Transforming;

public sealed class PrepareForPruningTests
{
    [Fact]
    public void Apply_ParametersStoredOnce_GetAReaderEach()
    {
        var b = new CnnBuilder(1);
        var x = b.ConvBnRelu("first", b.Input("x", 3, 8, 8), 12);
        x = b.ConvBnRelu("second", x, 12);
        b.Output(b.Conv("last", x, 2));
        Assert.True(b.Graph.TryGetNode("second.bn", out var norm));
        for (var slot = 1; slot <= 4; slot++)
        {
            ModelGraph.SetInput(norm, slot, b.Graph["first.bn." + new[] { "scale", "shift", "mean", "var" }[slot - 1]]);
        }

        var before = ChannelGroups.Find(b.Graph);
        var after = ChannelGroups.Find(new UnshareParameters().Apply(b.Graph).Graph);

        Assert.Equal(["first"], before.All.Select(group => group.Name));
        Assert.Equal(["first", "second"], after.All.Select(group => group.Name));
    }

    [Fact]
    public void Apply_SharedWeights_StayShared()
    {
        var b = new CnnBuilder(1);
        var input = b.Input("x", 3, 8, 8);
        var (left, right) = (b.Conv("left", input, 12), b.Conv("right", b.Act("Relu", "relu", input), 12));
        ModelGraph.SetInput(right.Producer!, 1, b.Graph["left.weight"]);
        b.Output(b.Conv("last", b.Concat("cat", left, right), 2));

        Assert.False(new UnshareParameters().Apply(b.Graph).Changed);
    }

    [Fact]
    public void Apply_ChunkAsExportersWriteIt_CanBeCut()
    {
        var graph = Chunked();

        var groups = ChannelGroups.Find(new PrepareForPruning().Apply(graph).Graph);

        Assert.Empty(ChannelGroups.Find(graph).All);
        Assert.Equal(["conv", "conv#2"], groups.All.Select(group => group.Name));
    }

    [Fact]
    public void Apply_FreeSizeBesideTheBatch_IsLeftAlone()
    {
        var graph = Chunked();
        graph["x"].Shape = graph["x"].Shape!.Value.SetItem(2, Dim.Named("height"));

        Assert.False(new FoldKnownSizes().Apply(graph).Changed);
    }

    /// <summary>x.chunk(2, 1): the half is computed from the shape at run time.</summary>
    private static ModelGraph Chunked()
    {
        var b = new CnnBuilder(1);
        var x = b.Conv("conv", b.Input("x", 3, 4, 4), 8);
        var sizes = b.Graph.AddNode("Shape", "shape", [x], "sizes").Output;
        var channels = b.Graph.AddNode("Gather", "channels", [sizes, b.Integers("one", 1)], "c").Output;
        var half = b.Graph.AddNode("Div", "half", [channels, b.Integers("two", 2)], "h").Output;
        var (zero, axis, end) = (b.Integers("zero", 0), b.Integers("axis", 1), b.Integers("end", 8));
        var first = b.Node("Slice", "first", [x, zero, half, axis], [4, 4, 4]);
        var second = b.Node("Slice", "second", [x, half, end, axis], [4, 4, 4]);
        b.Output(b.Conv("last", b.Concat("cat", first, b.Conv("more", second, 1)), 2));
        return b.Graph;
    }
}
