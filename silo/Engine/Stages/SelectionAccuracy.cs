using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Native.OnnxRuntime;

namespace AutoCompress.Engine.Stages;

/// <summary>The share of right answers, 0 to 1, that a graph gives on the selection split, for choices inside a stage.</summary>
internal static class SelectionAccuracy
{
    /// <param name="samples">The first ones of the split; all of a smaller one.</param>
    public static double Of(ModelGraph graph, TrainingData data, int samples, StageContext context)
    {
        var split = data.Splits.Selection.Take(samples);
        using var session = OrtSession.Of(graph, new() { Threads = context.Threads });
        using var predictor = new SessionPredictor(session, data.Fit.SampleShape);
        var answers = predictor.PredictAll(split, data.Splits.Normalisation, context.Cancellation).Answers();
        return answers.Zip(split.Labels()).Count(pair => pair.First == pair.Second) / (double)split.Count;
    }
}
