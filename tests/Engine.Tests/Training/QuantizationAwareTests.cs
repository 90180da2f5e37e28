using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Training;

/// <summary>The quantized graph itself is trained and then lowered: what is trained ships.</summary>
public sealed class QuantizationAwareTests
{
    private static readonly BlobBatches Clouds = new(4, [1, 8, 8]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TrainAsync_QuantizedGraph_LearnsAndLowersToWhatWasTrained(bool learnScales)
    {
        var token = TestContext.Current.CancellationToken;
        var graph = ResidualNetwork.Build(new() { Channels = 1, Size = 8, Widths = [8, 8], Classes = 4 });
        await Train(graph, 1600, 0.05, learnScales: false);
        var batch = TrainingBatch.For(Clouds, 64);
        Clouds.Fill(0, batch);
        var samples = Tensor.Of(batch.Inputs, 64, 1, 8, 8);
        var quantized = Quantizer.PrepareQat(graph, CalibrationMethod.MinMax, [samples], IntegerKernels.WeightBits, token);
        var scales = Scales(quantized);

        var report = await Train(quantized, 800, 0.005, learnScales);

        Assert.InRange(report.LastLoss, 0, report.FirstLoss * 1.1);
        Assert.Equal(learnScales, !scales.SequenceEqual(Scales(quantized)));
        Assert.All(Scales(quantized), scale => Assert.InRange(scale, 1e-6f, 100));
        var lowered = Quantizer.Lower(quantized);
        Assert.InRange(Accuracy.Of(lowered, Clouds, 200), 0.9, 1);
        using var executor = new GraphExecutor(quantized);
        using var session = OrtSession.Of(lowered);
        Close(executor.Run(samples)[0], session.Run(samples)[0]);
    }

    /// <summary>A code that rounds the other way moves a logit by about a level, so: hardly any by more than a few percent of the range.</summary>
    private static void Close(Tensor trained, Tensor shipped)
    {
        var (x, y) = (trained.Values<float>().ToArray(), shipped.Values<float>().ToArray());
        var range = x.Max() - x.Min();
        var errors = x.Zip(y, (a, b) => Math.Abs(a - b) / range).Order().ToList();
        Assert.InRange(errors[errors.Count / 2], 0, 0.01);
        Assert.InRange(errors[^1], 0, 0.05);
    }

    private static List<float> Scales(ModelGraph graph) => [.. graph.Nodes.Where(node => node.Is("DequantizeLinear"))
        .Select(node => node.Inputs[1]!.Constant!).SelectMany(scale => scale.Values<float>().ToArray())];

    private static Task<TrainingReport> Train(ModelGraph graph, long samples, double rate, bool learnScales) => Trainer.TrainAsync(
        graph,
        Clouds,
        new() { Samples = samples, BatchSize = 40, PeakLearningRate = rate, LearnScales = learnScales },
        null,
        TimeProvider.System,
        TestContext.Current.CancellationToken);
}
