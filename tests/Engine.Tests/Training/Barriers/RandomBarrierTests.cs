using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Stages;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Training.Barriers;

/// <summary>Barriers at random edges of a residual network: what can be trained is, what cannot stays, and the exported file answers as the trainer does.</summary>
public sealed class RandomBarrierTests : IDisposable
{
    private static readonly string[] Kinds = [.. BarrierGraphs.All.Select(row => row.Data)];
    private readonly string _folder = Directory.CreateTempSubdirectory("random-barriers-").FullName;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task TrainAndExport_RandomEdges_TrainsExactlyWhatAGradientReaches(int seed)
    {
        var graph = Prepared(seed);
        var expected = Reached(graph);
        var before = graph.Constants.ToDictionary(value => value.Name, value => value.Constant!.Data.ToArray(), StringComparer.Ordinal);
        var batches = new BlobBatches(4, [1, 8, 8]);
        Assert.Equal(expected.Count > 0, Trainability.Of(graph).IsTrainable);

        var training = Trainer.TrainAsync(
            graph, batches, new() { Samples = 120, BatchSize = 40, WarmUp = 0 }, null, TimeProvider.System, TestContext.Current.CancellationToken);

        if (expected.Count == 0)
        {
            Assert.Equal(FailureCause.Unsupported, (await Assert.ThrowsAsync<StepFailureException>(() => training)).Cause);
            return;
        }

        await training;
        var weights = graph.Constants.Where(value => value.Uses.Any(use => use.Slot == 1 && (use.Node.Is("Conv") || use.Node.Is("Gemm")))).ToList();
        Assert.All(weights, weight => Assert.Equal(expected.Contains(weight.Name), !before[weight.Name].AsSpan().SequenceEqual(weight.Constant!.Data.Span)));
        Agree(graph);
    }

    private void Agree(ModelGraph graph)
    {
        var path = Path.Combine(_folder, "exported.onnx");
        OnnxFile.Save(new FoldForExport().Apply(graph).Graph, path, SaveOptions.Export);
        using var executor = new GraphExecutor(graph);
        using var session = OrtSession.Load(path);
        foreach (var count in new[] { 1, 3 })
        {
            var images = Tensor.Of(Enumerable.Range(0, count * 64).Select(i => MathF.Sin(i)).ToArray(), count, 1, 8, 8);
            Agreement.Same(session.Run(images)[0], executor.Run(images)[0]);
        }
    }

    /// <summary>One to three barriers of random kinds, one a kind, behind random values of floats; then as every stage reads it.</summary>
    private ModelGraph Prepared(int seed)
    {
        var random = new SplitMix64((ulong)seed);
        var graph = ResidualNetwork.Build(new() { Channels = 1, Size = 8, Widths = [4, 4], Classes = 4, Seed = (ulong)seed });
        var kinds = Kinds.ToList();
        for (var i = (int)(random.NextDouble() * 3); i >= 0; i--)
        {
            var kind = Take(kinds, ref random);
            var edges = graph.Nodes.Where(node => node.Domain.Length == 0).SelectMany(node => node.Outputs).OfType<GraphValue>()
                .Where(value => value.Name.EndsWith(".out", StringComparison.Ordinal) && value.Uses.Count > 0 && IsOfTheNetwork(value)).ToList();
            BarrierGraphs.Insert(graph, edges[(int)(random.NextDouble() * edges.Count)], kind);
        }

        var path = Path.Combine(_folder, "model.onnx");
        OnnxFile.Save(graph, path);
        return PreparedModel.Load(path);
    }

    private static bool IsOfTheNetwork(GraphValue value) =>
        value.Producer!.OpType is "Conv" or "BatchNormalization" or "Relu" or "Add" or "GlobalAveragePool" or "Flatten";

    /// <summary>Weights of Conv and Gemm that a way of known operators leads to the output.</summary>
    private static HashSet<string> Reached(ModelGraph graph)
    {
        var (reached, open, weights) = (new HashSet<GraphValue>(), new Stack<GraphValue>(graph.Outputs), new HashSet<string>(StringComparer.Ordinal));
        while (open.TryPop(out var value))
        {
            if (value.Producer is not { } node || !reached.Add(value) || !(IsOfTheNetwork(value) || node.OpType is "Gemm" or "Reshape" or "Gather"))
            {
                continue;
            }

            var read = node.OpType is "Add" ? node.Inputs : [.. node.Inputs.Take(1)];
            foreach (var input in read.OfType<GraphValue>())
            {
                open.Push(input);
            }

            if (node.OpType is "Conv" or "Gemm")
            {
                weights.Add(node.Inputs[1]!.Name);
            }
        }

        return weights;
    }

    private static T Take<T>(List<T> from, ref SplitMix64 random)
    {
        var index = (int)(random.NextDouble() * from.Count);
        var taken = from[index];
        from.RemoveAt(index);
        return taken;
    }
}
