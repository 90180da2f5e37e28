using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Tests.Data;

/// <summary>A model whose input is int64: ids that an embedding looks up.</summary>
public sealed class IdModelTests
{
    private const int Words = 6;
    private const int Length = 3;
    private const int Width = 4;
    private const int Classes = 2;

    private readonly ModelGraph _graph = Build();

    /// <summary>Label 1 when the first id is in the upper half.</summary>
    private readonly DataSplit _split = new Dataset(
        "words", [Length], [.. Enumerable.Range(0, 60 * Length).Select(i => (byte)(i * 7 % Words))], [.. Enumerable.Range(0, 60).Select(i => i * Length * 7 % Words / (Words / Classes))]).Whole();

    [Fact]
    public async Task Predictor_AndTrainer_AgreeOnIds()
    {
        var fit = Fit();
        Assert.Equal(ElementType.Int64, fit.Inputs[0].Type);
        using var session = OrtSession.Of(_graph);
        using var predictor = new SessionPredictor(session, fit);

        var answers = predictor.PredictAll(_split, TestContext.Current.CancellationToken);

        using var thread = new TorchThread(1);
        var trainer = await thread.Run(() =>
        {
            using var executor = new GraphExecutor(_graph);
            return executor.Run([.. fit.Batch(_split, 0, 60).Select(input => input.Value)])[0].Values<float>().ToArray();
        });
        Assert.All(trainer.Zip(answers.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public async Task Train_Ids_LowersTheLoss()
    {
        var batches = new TrainingBatches(_split, Fit(), Augmentation.None, 1, null);

        var report = await Trainer.TrainAsync(
            _graph, batches, new() { BatchSize = 20, Samples = 2000, PeakLearningRate = 0.1, Threads = 1 }, null, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.True(report.LastLoss < report.FirstLoss / 2, $"{report.FirstLoss} to {report.LastLoss}");
    }

    private DataFit Fit() => DataFit.Of(_split.Data, new(1, 0, 1), [new("ids", "int64", [-1, Length])]);

    private static ModelGraph Build()
    {
        var random = new SplitMix64(4);
        var graph = new ModelGraph { Name = "words" };
        var ids = graph.AddInput("ids", ElementType.Int64, [Dim.Named("batch"), Dim.Of(Length)]);
        var table = graph.AddConstant("table", Tensor.Of(Numbers(Words * Width), Words, Width));
        var embedded = graph.AddNode("Gather", "embed", [table, ids], "embedded");
        var flat = graph.AddNode("Flatten", "flatten", [embedded.Output], "flat");
        var weight = graph.AddConstant("w", Tensor.Of(Numbers(Length * Width * Classes), Length * Width, Classes));
        var logits = graph.AddNode("Gemm", "gemm", [flat.Output, weight], "y");
        (embedded.Output.Type, flat.Output.Type, logits.Output.Type) = (ElementType.Float, ElementType.Float, ElementType.Float);
        graph.AddOutput(logits.Output);
        return graph;

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (random.Next(2001) - 1000) / 1000f)];
    }
}
