using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tasks;
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

    /// <summary>Numbers of the table at most; one sample is always there.</summary>
    private const int LargestTable = 1 << 24;

    public static async Task<AnswerTable> OfAsync(ModelGraph graph, StudyTask task, DataSplits splits, DataFit fit, StageContext context)
    {
        var outputs = TaskOutputs.Of(graph, task, TruthFit.ShapeOf(splits.Train.Data.Truth));
        using var session = OrtSession.Of(graph, new() { Threads = context.Threads, Optimization = OrtOptimization.None });
        using var predictor = new SessionPredictor(session, fit, outputs);
        var split = splits.Selection.Take(Math.Clamp(LargestTable / predictor.RowSize, 1, Samples));
        if (!Trainability.Of(graph).CanRun)
        {
            return predictor.PredictAll(split, context.Cancellation);
        }

        var step = Math.Clamp(LargestTable / Math.Max(fit.SampleSize, predictor.RowSize), 1, SessionPredictor.UsualBatch);
        using var thread = new TorchThread(context.Threads);
        return await thread.Run(() =>
        {
            using var executor = new GraphExecutor(graph, [.. outputs.Select(output => output.Name.Length == 0 ? graph.Outputs[0] : graph[output.Name])]);
            var values = new float[split.Count * predictor.RowSize];
            for (var start = 0; start < split.Count; start += step)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(step, split.Count - start);
                var answers = executor.Run([.. fit.Batch(split, start, count).Select(input => input.Value)]);
                foreach (var (part, answer) in predictor.Parts.Zip(answers))
                {
                    Place(part, answer, count, values.AsSpan(start * predictor.RowSize), predictor.RowSize);
                }
            }

            return new AnswerTable(predictor.Parts, values);
        }).ConfigureAwait(false);
    }

    private static void Place(AnswerPart part, Tensor answer, int count, Span<float> rows, int rowSize)
    {
        var floats = new float[answer.Count];
        Elements.ToFloats(answer.Type, answer.Data.Span, floats);
        for (var row = 0; row < count; row++)
        {
            floats.AsSpan(row * part.Size, part.Size).CopyTo(rows[((row * rowSize) + part.Offset)..]);
        }
    }
}
