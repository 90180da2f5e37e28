using AutoCompress.Engine.Measuring;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model". Its accuracy and macro-F1 on the test split.</summary>
internal sealed class ScoreStage() : EngineStage<ScoreParameters, MetricValues>("score", 1)
{
    protected override Task<MetricValues> RunAsync(ScoreParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var splits = LoadedData.Of(parameters.Data);
        var fit = FileFit.Of(splits, context.Input("model"));
        var answers = Meter.Predict(context.Input("model"), splits.Test, splits.Normalisation, fit.SampleShape, context.Threads, context.Cancellation);
        return Task.FromResult<MetricValues>(new(ClassificationScore.Of(answers, answers, splits.Test.Labels(), context.Seed)));
    }
}

internal sealed record ScoreParameters(StudyData Data);
