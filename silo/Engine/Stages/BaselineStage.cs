using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Measuring.Scores;
using AutoCompress.Engine.Tasks;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Input "model", the original; outputs "answers": its answers on the selection split, which every candidate is paired with, and
/// "test-answers": those on the test split, which nobody reads before the final measurement.
/// </summary>
internal sealed class BaselineStage() : EngineStage<BaselineParameters, MetricValues>("baseline", 3)
{
    protected override async Task<MetricValues> RunAsync(BaselineParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var (task, splits) = (parameters.Data.Task, LoadedData.Of(parameters.Data, context));
        var fit = FileFit.Of(splits, context.Input("model"));
        var outputs = TaskOutputs.Of(PreparedModel.Load(context.Input("model")), task, TruthFit.ShapeOf(splits.Train.Data.Truth));
        var answers = await SaveAsync("answers", splits.Selection, isTest: false).ConfigureAwait(false);
        await SaveAsync("test-answers", splits.Test, isTest: true).ConfigureAwait(false);
        return new(TaskScore.Of(task, answers, answers, splits.Selection, context.Seed));

        async Task<AnswerTable> SaveAsync(string output, DataSplit split, bool isTest)
        {
            var predicted = Meter.Predict(context.Input("model"), split, fit, outputs, context.Threads, context.Cancellation, classMaps: true);
            var scored = await ScoreCommand.ScoredAsync(task, predicted, split, isTest, context.OutputFolder, context.Cancellation).ConfigureAwait(false);
            files[output] = context.Output(output + ".bin");
            scored.Save(files[output]);
            return scored;
        }
    }
}

internal sealed record BaselineParameters(StudyData Data);
