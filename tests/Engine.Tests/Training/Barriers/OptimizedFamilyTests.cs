using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Tests.Families;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Tests.Training.Barriers;

/// <summary>The families as ONNX Runtime's own optimiser writes them: its fused operators of other domains are strangers to the trainer.</summary>
public sealed class OptimizedFamilyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optimized-").FullName;

    public static TheoryData<string> Families => Family.All;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Families))]
    public void Run_FusedByOnnxRuntime_AgreesWithTheOriginal(string family)
    {
        var path = Path.Combine(_folder, family + ".onnx");
        OrtSession.Load(Family.PathOf(family), new() { Optimization = OrtOptimization.Extended, OptimizedModelPath = path }).Dispose();
        var graph = PreparedModel.Load(path);
        var inputs = Family.Inputs(graph, 3);
        using var original = OrtSession.Load(Family.PathOf(family), new() { Optimization = OrtOptimization.None });
        using var executor = new GraphExecutor(graph);

        foreach (var (expected, found) in original.Run(inputs).Zip(executor.Run([.. inputs.Select(input => input.Value)])))
        {
            Agreement.Same(expected, found);
        }

        var strangers = graph.Nodes.Where(node => node.Domain.Length > 0).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(strangers, Trainability.Of(graph).Barriers.Select(barrier => barrier.Node).ToHashSet(StringComparer.Ordinal));
    }
}
