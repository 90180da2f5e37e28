using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tests.Graph;
using AutoCompress.Engine.Training;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Tests.Training;

public sealed class TrainerTests : IDisposable
{
    private static readonly ResidualNetworkOptions Tiny = new() { Channels = 1, Size = 8, Widths = [8, 8], Classes = 4 };
    private static readonly TrainerOptions Short = new() { Samples = 1600, BatchSize = 40, PeakLearningRate = 0.05 };
    private readonly string _folder = Directory.CreateTempSubdirectory("training-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.05)]
    [InlineData(OptimizerKind.AdamW, 0.005)]
    public async Task TrainAsync_SeparableClouds_AreLearned(OptimizerKind optimizer, double rate)
    {
        var graph = ResidualNetwork.Build(Tiny);

        var report = await Train(graph, Short with { Optimizer = optimizer, PeakLearningRate = rate });

        Assert.Equal((1600, 40), (report.Samples, report.Steps));
        Assert.True(report.LastLoss < 0.7 * report.FirstLoss, $"{report}");
        Assert.InRange(Accuracy.Of(graph, new BlobBatches(4, [1, 8, 8]), 200), 0.9, 1);
    }

    /// <summary>Channels of a strided 1x1 convolution, fewer than oneDNN's vectors hold: its own gradient overwrites what lies behind its buffers.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(12)]
    public async Task TrainAsync_FewChannels_AreLearned(int width)
    {
        var graph = ResidualNetwork.Build(Tiny with { Widths = [width, 8] });

        var report = await Train(graph, Short with { Samples = 2400 });

        Assert.True(report.LastLoss < 0.8 * report.FirstLoss, $"{report}");
    }

    [Fact]
    public async Task TrainAsync_TeacherWithoutLabels_IsImitated()
    {
        var graph = ResidualNetwork.Build(Tiny);

        await Train(graph, Short, new BlobBatches(4, [1, 8, 8]) { HasLabels = false, TargetSize = 4 });

        Assert.InRange(Accuracy.Of(graph, new BlobBatches(4, [1, 8, 8]), 200), 0.9, 1);
    }

    [Fact]
    public async Task TrainAsync_ModelThatEndsInSoftmax_TrainsOnTheLogits()
    {
        var graph = ResidualNetwork.Build(Tiny);
        graph.ReplaceOutput(0, graph.AddNode("Softmax", "softmax", [graph.Outputs[0]], "probabilities").Output);

        var report = await Train(graph, Short);

        Assert.True(report.LastLoss < 0.7 * report.FirstLoss, $"{report}");
    }

    [Fact]
    public async Task TrainAsync_SameSeed_SameWeights()
    {
        var (first, second) = (ResidualNetwork.Build(Tiny), ResidualNetwork.Build(Tiny));

        await Train(first, Short with { Samples = 200 });
        await Train(second, Short with { Samples = 200 });

        Assert.Equal(OnnxFile.Serialize(first), OnnxFile.Serialize(second));
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.AdamW)]
    public async Task TrainAsync_ResumedAfterAnEpoch_EndsWhereItWouldHaveEnded(OptimizerKind optimizer)
    {
        var options = Short with { Samples = 320, Optimizer = optimizer, PeakLearningRate = 0.01 };
        var whole = ResidualNetwork.Build(Tiny);
        await Train(whole, options, Epoch(120));
        using var stop = new CancellationTokenSource();
        var interrupted = options with { CheckpointFolder = _folder };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Trainer.TrainAsync(
            ResidualNetwork.Build(Tiny), new StoppingBatches(Epoch(120), 200, stop), interrupted, null, TimeProvider.System, stop.Token));
        Assert.True(File.Exists(Path.Combine(_folder, "model.onnx")));

        var resumed = ResidualNetwork.Build(Tiny);
        var report = await Train(resumed, interrupted, Epoch(120));

        Assert.Equal(320, report.Samples);
        Assert.Equal(OnnxFile.Serialize(whole), OnnxFile.Serialize(resumed));
    }

    [Fact]
    public async Task TrainAsync_CheckpointOfOtherOptions_IsNotTaken()
    {
        var graph = ResidualNetwork.Build(Tiny);
        await Train(graph, Short with { Samples = 160, CheckpointFolder = _folder }, Epoch(80));

        var report = await Train(ResidualNetwork.Build(Tiny), Short with { Samples = 200, CheckpointFolder = _folder }, Epoch(80));

        Assert.Equal(5, report.Steps);
        Assert.InRange(report.FirstLoss, 1, 10);
    }

    [Fact]
    public async Task TrainAsync_DamagedCheckpoint_IsAStorageFailureThatNamesIt()
    {
        await Train(ResidualNetwork.Build(Tiny), Short with { Samples = 160, CheckpointFolder = _folder }, Epoch(80));
        var state = Path.Combine(_folder, "state.bin");
        await File.WriteAllBytesAsync(state, (await File.ReadAllBytesAsync(state, Token))[..500], Token);

        var e = await Assert.ThrowsAsync<StepFailureException>(
            () => Train(ResidualNetwork.Build(Tiny), Short with { Samples = 160, CheckpointFolder = _folder }, Epoch(80)));

        Assert.Equal(FailureCause.Storage, e.Cause);
        Assert.Contains("state.bin", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAsync_TimeLimit_EndsInTimeWithTheRateAtItsEnd()
    {
        var clock = new TickingClock(TimeSpan.FromSeconds(1));
        var rates = new List<double>();

        var report = await Trainer.TrainAsync(
            ResidualNetwork.Build(Tiny),
            new BlobBatches(4, [1, 8, 8]),
            Short with { Samples = 1_000_000, TimeLimit = TimeSpan.FromSeconds(30) },
            progress => rates.Add(progress.LearningRate),
            clock,
            Token);

        Assert.True(report.EndedByTime);
        Assert.InRange(report.Steps, 10, 40);
        Assert.True(rates[^1] < 0.01 * rates.Max(), string.Join(' ', rates));
    }

    [Fact]
    public async Task TrainAsync_RateFarTooHigh_IsNotANumber()
    {
        var e = await Assert.ThrowsAsync<StepFailureException>(
            () => Train(ResidualNetwork.Build(Tiny), Short with { PeakLearningRate = 1e30, WarmUp = 0 }));

        Assert.Equal(FailureCause.NotANumber, e.Cause);
    }

    [Fact]
    public async Task TrainAsync_CudaOnAMachineWithoutIt_IsMissingDevice()
    {
        Assert.SkipWhen(Torch.HasCuda, "there is a CUDA device");

        var e = await Assert.ThrowsAsync<StepFailureException>(() => Train(ResidualNetwork.Build(Tiny), Short with { Device = TrainingDevice.Cuda }));

        Assert.Equal(FailureCause.MissingDevice, e.Cause);
    }

    [Fact]
    public async Task TrainAsync_SamplesOfAnotherShape_AreInvalidData()
    {
        var e = await Assert.ThrowsAsync<StepFailureException>(() => Train(ResidualNetwork.Build(Tiny), Short, new BlobBatches(4, [1, 9, 8])));

        Assert.Equal(FailureCause.InvalidData, e.Cause);
        Assert.Contains("[1,9,8]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAsync_LabelsBeyondTheClasses_AreInvalidData()
    {
        var e = await Assert.ThrowsAsync<StepFailureException>(() => Train(ResidualNetwork.Build(Tiny), Short, new BlobBatches(9, [1, 8, 8])));

        Assert.Equal(FailureCause.InvalidData, e.Cause);
    }

    [Fact]
    public async Task TrainAsync_OperatorWithoutAnyKernel_NamesNodeDomainOpsetAndRemedy()
    {
        var graph = ResidualNetwork.Build(Tiny);
        graph.Header = graph.Header with { Opsets = graph.Header.Opsets.SetItem("com.example", 3) };
        graph.ReplaceOutput(0, graph.InsertNode(graph.Nodes.Count, "Magic", "oddity", [graph.Outputs[0]], ["out"], "com.example").Output);

        var e = await Assert.ThrowsAsync<StepFailureException>(() => Train(graph, Short));

        Assert.Equal(FailureCause.InvalidModel, e.Cause);
        Assert.Contains("com.example.Magic 'oddity'", e.Message, StringComparison.Ordinal);
        Assert.Contains("opset 3 of com.example", e.Message, StringComparison.Ordinal);
        Assert.Contains("Export the model", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TrainAsync_NoWeights_IsRefused()
    {
        var graph = NodeGraph.Of("Flatten", [SmallGraphs.Floats(1, 40, 1, 2, 2)]);

        var e = await Assert.ThrowsAsync<StepFailureException>(() => Train(graph, Short, new BlobBatches(4, [1, 2, 2])));

        Assert.Equal(FailureCause.Unsupported, e.Cause);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static BlobBatches Epoch(int samples) => new(4, [1, 8, 8], epochSamples: samples);

    private static Task<TrainingReport> Train(ModelGraph graph, TrainerOptions options, ITrainingBatches? batches = null) =>
        Trainer.TrainAsync(graph, batches ?? new BlobBatches(4, [1, 8, 8]), options, null, TimeProvider.System, Token);
}
