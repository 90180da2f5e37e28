using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Measuring.Scores;
using AutoCompress.Engine.Tasks;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model". Its accuracy, and what else its task counts, on the test split.</summary>
internal sealed class ScoreStage() : EngineStage<ScoreParameters, MetricValues>("score", 2)
{
    protected override async Task<MetricValues> RunAsync(ScoreParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var (task, splits) = (parameters.Data.Task, LoadedData.Of(parameters.Data, context));
        var fit = FileFit.Of(splits, context.Input("model"));
        var outputs = TaskOutputs.Of(PreparedModel.Load(context.Input("model")), task, TruthFit.ShapeOf(splits.Train.Data.Truth));
        var answers = Meter.Predict(context.Input("model"), splits.Test, fit, outputs, context.Threads, context.Cancellation, classMaps: true);
        var scored = await ScoreCommand.ScoredAsync(task, answers, splits.Test, isTest: true, context.OutputFolder, context.Cancellation).ConfigureAwait(false);
        return new(TaskScore.Of(task, scored, scored, splits.Test, context.Seed));
    }
}

internal sealed record ScoreParameters(StudyData Data);
