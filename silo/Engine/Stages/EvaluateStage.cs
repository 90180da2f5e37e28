using AutoCompress.Engine.Data;
using AutoCompress.Engine.Measuring;
using AutoCompress.Engine.Measuring.Scores;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "model" (the exported file), "reference" (the trainer's output of the same graph) and "baseline" (the original's answers).
/// The file must agree with the trainer, or the trial has failed; then its accuracy on the selection split.
/// </summary>
internal sealed class EvaluateStage() : EngineStage<EvaluateParameters, MetricValues>("evaluate", 2)
{
    protected override async Task<MetricValues> RunAsync(EvaluateParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var (task, splits) = (parameters.Data.Task, LoadedData.Of(parameters.Data, context));
        var fit = FileFit.Of(splits, context.Input("model"));
        var baseline = AnswerTable.Load(context.Input("baseline"));
        var reference = AnswerTable.Load(context.Input("reference"));
        var answers = Predict(splits.Selection, classMaps: true);
        var compared = answers.Parts.Any(part => part.IsClassMap) ? Predict(splits.Selection.Take(reference.Count), classMaps: false) : answers.Take(reference.Count);
        var tolerance = AgreementTolerance.For(parameters.Precision);
        var agreements = reference.Parts.Select((_, i) => Agreement.Of(compared, reference, i).Require(tolerance)).ToList();
        var scored = await ScoreCommand.ScoredAsync(task, answers, splits.Selection, isTest: false, context.OutputFolder, context.Cancellation).ConfigureAwait(false);
        var values = TaskScore.Of(task, scored, baseline, splits.Selection, context.Seed);
        return new(agreements is [{ } agreement] ? values.Add(Metric.Agreement, agreement) : values);

        AnswerTable Predict(DataSplit split, bool classMaps) => Meter.Predict(
            context.Input("model"), split, fit, baseline.Outputs, context.Threads, context.Cancellation, classMaps, parameters.Precision, parameters.Batch);
    }
}

/// <param name="Batch">Samples of one inference on the target.</param>
internal sealed record EvaluateParameters(StudyData Data, Precision Precision, int Batch);
