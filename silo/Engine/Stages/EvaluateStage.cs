using AutoCompress.Engine.Measuring;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "model" (the exported file), "reference" (the trainer's output of the same graph) and "baseline" (the original's answers).
/// The file must agree with the trainer, or the trial has failed; then its accuracy on the selection split.
/// </summary>
internal sealed class EvaluateStage() : EngineStage<EvaluateParameters, MetricValues>("evaluate", 1)
{
    protected override Task<MetricValues> RunAsync(EvaluateParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var splits = LoadedData.Of(parameters.Data);
        var fit = FileFit.Of(splits, context.Input("model"));
        var answers = Meter.Predict(
            context.Input("model"), parameters.Precision, parameters.Batch, splits.Selection, splits.Normalisation, fit.SampleShape, context.Threads, context.Cancellation);
        var reference = LogitsTable.Load(context.Input("reference"));
        var agreement = Agreement.Of(answers.Take(reference.Count), reference).Require(AgreementTolerance.For(parameters.Precision));
        var values = ClassificationScore.Of(answers, LogitsTable.Load(context.Input("baseline")), splits.Selection.Labels(), context.Seed);
        return Task.FromResult<MetricValues>(new(values.Add(Metric.Agreement, agreement)));
    }
}

/// <param name="Batch">Samples of one inference on the target.</param>
internal sealed record EvaluateParameters(StudyData Data, Precision Precision, int Batch);
