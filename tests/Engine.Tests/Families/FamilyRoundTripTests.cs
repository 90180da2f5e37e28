using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;

namespace AutoCompress.Engine.Tests.Families;

/// <summary>Loading and saving changes no bit of any output.</summary>
public sealed class FamilyRoundTripTests
{
    private static readonly OrtOptions Plain = new() { Optimization = OrtOptimization.None };

    public static TheoryData<string> Families => Family.All;

    [Theory]
    [MemberData(nameof(Families))]
    public void LoadThenSave_SameOutputs(string family)
    {
        var graph = OnnxFile.Load(Family.PathOf(family));
        GraphInvariants.Check(graph);
        var inputs = Family.Inputs(graph, 2);
        using var original = OrtSession.Load(Family.PathOf(family), Plain);
        var expected = original.Run(inputs);

        foreach (var save in new[] { SaveOptions.Default, SaveOptions.Export })
        {
            using var session = OrtSession.Of(graph, Plain with { Save = save });
            var found = session.Run(inputs);

            Assert.Equal(expected.Select(tensor => tensor.Data.ToArray()), found.Select(tensor => tensor.Data.ToArray()));
            Assert.Equal(expected.Select(tensor => tensor.Shape.ToArray()), found.Select(tensor => tensor.Shape.ToArray()));
        }
    }
}
