using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Measuring.Scores;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>The study's accuracy of a graph on the selection split, for choices inside a stage.</summary>
internal static class SelectionAccuracy
{
    /// <param name="samples">The first ones of the split; all of a smaller one.</param>
    public static async Task<double> OfAsync(ModelGraph graph, TrainingData data, int samples, StageContext context)
    {
        var split = data.Splits.Selection.Take(samples);
        var (task, answers) = (data.Task, Predict());
        var scored = await ScoreCommand.ScoredAsync(task, answers, split, isTest: false, context.OutputFolder, context.Cancellation).ConfigureAwait(false);
        return TaskScore.AccuracyOf(task, scored, task.HasLabels ? answers : data.OriginalAnswers(samples, context), split);

        AnswerTable Predict()
        {
            using var session = OrtSession.Of(graph, new() { Threads = context.Threads });
            using var predictor = new SessionPredictor(session, data.Fit, data.Outputs);
            return predictor.PredictAll(split, context.Cancellation, classMaps: true);
        }
    }
}
