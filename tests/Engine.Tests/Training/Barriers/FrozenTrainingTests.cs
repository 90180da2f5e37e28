using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Spaces;
using AutoCompress.Studies;

namespace AutoCompress.Engine.Tests.Training.Barriers;

/// <summary>What lies before a barrier stays as it is, to the bit; what lies behind it learns.</summary>
public sealed class FrozenTrainingTests : IDisposable
{
    private static readonly TrainerOptions Short = new() { Samples = 2400, BatchSize = 40, PeakLearningRate = 0.05, WeightDecay = 1e-3 };
    private readonly string _folder = Directory.CreateTempSubdirectory("barriers-").FullName;

    public static TheoryData<string> Kinds => BarrierGraphs.All;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TrainAsync_Barrier_FreezesWhatLiesBeforeAndTrainsTheRest(string kind)
    {
        var graph = BarrierGraphs.Network(kind);

        await EnsureHalfFrozen(graph, OptimizerKind.Sgd);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.AdamW)]
    public async Task TrainAsync_OperatorWithoutAGradient_FreezesLikeABarrier(OptimizerKind optimizer)
    {
        var graph = BarrierGraphs.Network("If");
        var round = graph.AddNode("Round", "round", [graph["stage1.block1.relu.out"]], "rounded").Output;
        graph.ReplaceUses(graph["if.out"], round);
        graph.SortNodes();

        await EnsureHalfFrozen(graph, optimizer);
    }

    /// <summary>A way around the barrier brings gradients to what lies before it.</summary>
    [Fact]
    public async Task TrainAsync_WayAroundTheBarrier_TrainsAll()
    {
        var graph = BarrierGraphs.Network("com.microsoft");
        var both = graph.AddNode("Add", "around", [graph["Gelu.out"], graph["stage1.block1.relu.out"]], "both").Output;
        foreach (var use in graph["Gelu.out"].Uses.Where(use => use.Node != both.Producer).ToList())
        {
            ModelGraph.SetInput(use.Node, use.Slot, both);
        }

        graph.SortNodes();
        var before = Constants(graph);

        await Train(graph, Short);

        Assert.Equal(0, Trainability.Of(graph).Frozen);
        Assert.All(graph.Constants.Where(value => value.Name.EndsWith(".weight", StringComparison.Ordinal)), value => Assert.NotEqual(before[value.Name], Bytes(value)));
    }

    [Fact]
    public async Task TrainAsync_ResumedFromACheckpoint_EndsWhereItWouldHaveEnded()
    {
        var options = Short with { Samples = 320, Optimizer = OptimizerKind.AdamW, PeakLearningRate = 0.01 };
        var whole = BarrierGraphs.Network("Loop");
        await Train(whole, options, 120);
        using var stop = new CancellationTokenSource();
        var interrupted = options with { CheckpointFolder = _folder };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Trainer.TrainAsync(
            BarrierGraphs.Network("Loop"), new StoppingBatches(Batches(120), 200, stop), interrupted, null, TimeProvider.System, stop.Token));

        var resumed = BarrierGraphs.Network("Loop");
        await Train(resumed, interrupted, 120);

        Assert.Equal(OnnxFile.Serialize(whole), OnnxFile.Serialize(resumed));
    }

    [Fact]
    public async Task RunAsync_Reestimation_MovesTheStatisticsBeforeTheBarrierToo()
    {
        var graph = BarrierGraphs.Network("If");
        var before = Constants(graph);

        await BatchNormReestimation.RunAsync(graph, Batches(), 128, 1, Token);

        Assert.NotEqual(before["stem.norm.mean"], Bytes(graph["stem.norm.mean"]));
        Assert.Equal(before["stem.norm.scale"], Bytes(graph["stem.norm.scale"]));
    }

    [Theory]
    [InlineData("com.microsoft")]
    [InlineData("sequence")]
    [InlineData("If")]
    public async Task TrainAsync_QuantizedGraphWithABarrier_LearnsAndItsInt8FileAgrees(string kind)
    {
        var graph = BarrierGraphs.Network(kind);
        await Train(graph, Short);
        var batch = TrainingBatch.For(Batches(), 64);
        Batches().Fill(0, batch);
        var samples = Tensor.Of(batch.Inputs, 64, 1, 8, 8);
        var quantized = Quantizer.PrepareQat(graph, CalibrationMethod.MinMax, [samples], IntegerKernels.WeightBits, Token);
        var before = Constants(quantized);

        var report = await Train(quantized, Short with { Samples = 400, PeakLearningRate = 0.005, LearnScales = true });

        Assert.InRange(report.LastLoss, 0, report.FirstLoss * 1.1);
        var moved = quantized.Constants.Where(value => !before[value.Name].AsSpan().SequenceEqual(Bytes(value))).Select(value => value.Name).ToList();
        Assert.Contains("head.weight", moved);
        Assert.DoesNotContain(moved, name => name.StartsWith("stem", StringComparison.Ordinal) || name.StartsWith("stage1", StringComparison.Ordinal));
        var path = Path.Combine(_folder, "int8.onnx");
        OnnxFile.Save(Quantizer.Lower(quantized), path, SaveOptions.Export);
        using var executor = new GraphExecutor(quantized);
        using var plain = OrtSession.Load(path, new() { Optimization = OrtOptimization.None });
        Agreement.Same(plain.Run(samples)[0], executor.Run(samples)[0], tolerance: 0.02);
        Assert.InRange(Accuracy.Of(OnnxFile.Load(path), Batches(), 200), 0.6, 1);
        Assert.Contains(OnnxFile.Load(path).Nodes, node => node.Is("QuantizeLinear"));
    }

    private static async Task EnsureHalfFrozen(ModelGraph graph, OptimizerKind optimizer)
    {
        var before = Constants(graph);

        var report = await Train(graph, Short with { Optimizer = optimizer, PeakLearningRate = optimizer == OptimizerKind.Sgd ? 0.05 : 0.005 });

        Assert.True(report.LastLoss < 0.85 * report.FirstLoss, $"{report}");
        foreach (var value in graph.Constants.Where(value => value.Type == ElementType.Float && value.Constant!.Rank > 0))
        {
            var isFrozen = value.Name.StartsWith("stem", StringComparison.Ordinal) || value.Name.StartsWith("stage1", StringComparison.Ordinal);
            Assert.True(isFrozen == before[value.Name].AsSpan().SequenceEqual(Bytes(value)), value.Name);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static BlobBatches Batches(int epoch = 256) => new(4, [1, 8, 8], epochSamples: epoch);

    private static Dictionary<string, byte[]> Constants(ModelGraph graph) => graph.Constants.ToDictionary(value => value.Name, Bytes, StringComparer.Ordinal);

    private static byte[] Bytes(GraphValue constant) => constant.Constant!.Data.ToArray();

    private static Task<TrainingReport> Train(ModelGraph graph, TrainerOptions options, int epoch = 256) =>
        Trainer.TrainAsync(graph, Batches(epoch), options, null, TimeProvider.System, Token);
}
