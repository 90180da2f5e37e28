using AutoCompress.Engine.Architectures;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Engine.Tests.Training;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Tests.Quantizing;

/// <summary>The graph that is trained is the graph that ships.</summary>
public class QuantizationAwareTrainingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TrainAsync_PreparedGraph_ShipsWhatWasTrained(bool learnScales)
    {
        var (graph, blobs) = (ResidualNetwork.Build(new() { Size = 8, Widths = [8, 8], Classes = 4 }), new BlobBatches(4, [1, 8, 8]));
        var options = new TrainerOptions { Samples = 1600, BatchSize = 40 };
        await Train(graph, options);
        var images = Images(blobs, 200);
        var prepared = Quantizer.PrepareQat(graph, CalibrationMethod.Mse, [images], IntegerKernels.WeightBits, TestContext.Current.CancellationToken);
        var before = await Answers(prepared, images);

        await Train(prepared, options with { PeakLearningRate = 0.01, LearnScales = learnScales });

        var (trained, shipped) = (await Answers(prepared, images), QuantizedModels.Run(Quantizer.Lower(prepared), images));
        Assert.True(QuantizedModels.Error(trained, before) > 0.01, "training changed nothing");
        Assert.InRange(QuantizedModels.Error(shipped, trained), 0, 0.02);
        Assert.InRange(Accuracy.Of(prepared, blobs, 200), 0.9, 1);
        Assert.DoesNotContain("Conv", QuantizedModels.Optimized(Quantizer.Lower(prepared)).SkipWhile(op => op != "QuantizeLinear"));

        Task Train(ModelGraph model, TrainerOptions with) =>
            Trainer.TrainAsync(model, blobs, with, null, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Answers_WeightOnlyInt8_AreOnnxRuntimes()
    {
        var (graph, images) = (ResidualNetwork.Build(new() { Widths = [8, 16] }), RandomResNet.Batch(1, 16));
        var shipped = Quantizer.Export(graph, Precision.WeightInt8, CalibrationMethod.MinMax, Array.Empty<Tensor>(), WeightBits.Full, TestContext.Current.CancellationToken);
        Assert.InRange(QuantizedModels.Error(await Answers(shipped, images), QuantizedModels.Run(shipped, images)), 0, 1e-4);
    }

    /// <summary>What the trainer computes.</summary>
    private static async Task<float[]> Answers(ModelGraph graph, Tensor images)
    {
        using var thread = new TorchThread(1);
        return await thread.Run(() =>
        {
            using var executor = new GraphExecutor(graph, [graph.Outputs[0]]);
            return executor.Run(images)[0].Values<float>().ToArray();
        });
    }

    private static Tensor Images(BlobBatches blobs, int count)
    {
        var batch = TrainingBatch.For(blobs, count);
        blobs.Fill(0, batch);
        return Tensor.Of(batch.Inputs, count, 1, 8, 8);
    }
}
