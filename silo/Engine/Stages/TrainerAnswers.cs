using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// What the trainer computes for the first samples of the selection split: the reference that a shipped file is held against. For a graph that
/// the trainer cannot run it is what ONNX Runtime computes without any optimisation.
/// </summary>
internal static class TrainerAnswers
{
    private const int Samples = 512;
    private const int BatchSize = 64;

    public static async Task<LogitsTable> OfAsync(ModelGraph graph, DataSplits splits, DataFit fit, StageContext context)
    {
        if (!Trainability.Of(graph).CanRun)
        {
            return OfOnnxRuntime(graph, splits, fit, context);
        }

        using var thread = new TorchThread(context.Threads);
        return await thread.Run(() =>
        {
            using var executor = new GraphExecutor(graph, [graph.Outputs[0]]);
            var split = splits.Selection.Take(Samples);
            var size = split.Data.SampleSize;
            var logits = new List<float>();
            for (var start = 0; start < split.Count; start += BatchSize)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(BatchSize, split.Count - start);
                var inputs = new float[count * size];
                for (var i = 0; i < count; i++)
                {
                    split.Read(start + i, splits.Normalisation, inputs.AsSpan(i * size, size));
                }

                logits.AddRange(executor.Run(fit.ToTensor(inputs, count))[0].Values<float>());
            }

            return new LogitsTable(logits.Count / split.Count, [.. logits]);
        }).ConfigureAwait(false);
    }

    private static LogitsTable OfOnnxRuntime(ModelGraph graph, DataSplits splits, DataFit fit, StageContext context)
    {
        using var session = OrtSession.Of(graph, new() { Threads = context.Threads, Optimization = OrtOptimization.None });
        using var predictor = new SessionPredictor(session, fit.SampleShape);
        return predictor.PredictAll(splits.Selection.Take(Samples), splits.Normalisation, context.Cancellation);
    }
}
