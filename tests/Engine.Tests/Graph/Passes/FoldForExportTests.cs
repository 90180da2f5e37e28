using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph.Passes;

namespace AutoCompress.Engine.Tests.Graph.Passes;

public sealed class FoldForExportTests
{
    [Fact]
    public void Apply_ResidualNetwork_HasNoNormLeftAndTheSameLogits()
    {
        var folded = PassAssert.Rewrites(new FoldForExport(), ResidualNetwork.Build(new() { Widths = [4, 8, 16] }), [2, 1, 28, 28]);

        Assert.DoesNotContain(folded.Nodes, node => node.Is("BatchNormalization"));
        Assert.All(folded.Nodes.Where(node => node.Is("Conv")), conv => Assert.Equal(3, conv.Inputs.Count));
        Assert.Equal(20, folded.Constants.Count());
    }

    [Fact]
    public void Simplify_ResidualNetwork_FindsNothingToDo() =>
        PassAssert.LeavesAlone(new Simplify(), ResidualNetwork.Build(new() { Widths = [4, 8, 16] }));
}
