using AutoCompress.Engine.Measuring;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model", the original; output "answers": its logits on the selection split, which every candidate is paired with.</summary>
internal sealed class BaselineStage() : EngineStage<BaselineParameters, MetricValues>("baseline", 1)
{
    protected override Task<MetricValues> RunAsync(BaselineParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var splits = LoadedData.Of(parameters.Data);
        var fit = FileFit.Of(splits, context.Input("model"));
        var answers = Meter.Predict(context.Input("model"), splits.Selection, splits.Normalisation, fit.SampleShape, context.Threads, context.Cancellation);
        files["answers"] = context.Output("answers.bin");
        answers.Save(files["answers"]);
        return Task.FromResult<MetricValues>(new(ClassificationScore.Of(answers, answers, splits.Selection.Labels(), context.Seed)));
    }
}

internal sealed record BaselineParameters(StudyData Data);
