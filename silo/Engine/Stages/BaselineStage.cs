using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Input "model", the original; outputs "answers": its logits on the selection split, which every candidate is paired with, and
/// "test-answers": those on the test split, which nobody reads before the final measurement.
/// </summary>
internal sealed class BaselineStage() : EngineStage<BaselineParameters, MetricValues>("baseline", 2)
{
    protected override Task<MetricValues> RunAsync(BaselineParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var splits = LoadedData.Of(parameters.Data);
        var fit = FileFit.Of(splits, context.Input("model"));
        var answers = Save("answers", splits.Selection);
        Save("test-answers", splits.Test);
        return Task.FromResult<MetricValues>(new(ClassificationScore.Of(answers, answers, splits.Selection.Labels(), context.Seed)));

        LogitsTable Save(string output, DataSplit split)
        {
            var logits = Meter.Predict(context.Input("model"), split, splits.Normalisation, fit.SampleShape, context.Threads, context.Cancellation);
            files[output] = context.Output(output + ".bin");
            logits.Save(files[output]);
            return logits;
        }
    }
}

internal sealed record BaselineParameters(StudyData Data);
