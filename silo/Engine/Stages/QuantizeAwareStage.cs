using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "model", a trained float graph, and "teacher"; outputs "model", the lowered int8 file, and "reference". The quantized graph
/// itself is trained: rounding with a straight-through gradient, scales learned (LSQ, Esser et al. 2020). Training may spoil as well as
/// mend, so what ships is the better one on the selection split: the trained graph, or the calibrated one that it began as.
/// </summary>
internal sealed class QuantizeAwareStage() : EngineStage<QuantizeAwareParameters, ExportValues>("quantize-aware", 3)
{
    /// <summary>
    /// Of the fine-tuning's rate. BatchNorm, which would hold larger steps in check, is folded, and the weights are near their optimum: at
    /// half width ResNet-8 diverged from a rate of 0.01 on, unless the gradient is clipped too.
    /// </summary>
    private const double RateShare = 0.1;
    private const double GradientClip = 1;

    protected override async Task<ExportValues> RunAsync(QuantizeAwareParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var trained = PreparedModel.Load(context.Input("model"));
        using var data = TrainingData.Open(parameters.Data, parameters.Plan.Settings, trained, context, parameters.Plan.WantsTeacher(parameters.Data));
        context.Report(0, "calibrating");
        var calibrated = Quantizer.PrepareQat(trained, parameters.Calibration, CalibrationBatches.Of(data.Splits, data.Fit, trained), parameters.WeightBits, context.Cancellation);
        var quantized = calibrated.Clone();
        var plan = parameters.Plan with { LearningRate = RateShare * parameters.Plan.LearningRate };
        var cost = await FineTuning.RunAsync(quantized, data, plan, context, learnScales: true, GradientClip).ConfigureAwait(false);
        var best = await AccuracyAsync(quantized).ConfigureAwait(false) >= await AccuracyAsync(calibrated).ConfigureAwait(false) ? quantized : calibrated;
        return await ShippedFile.WriteAsync(Quantizer.Lower(best), best, trained, data.Task, data.Splits, data.Fit, cost, context, files).ConfigureAwait(false);

        Task<double> AccuracyAsync(ModelGraph graph) => SelectionAccuracy.OfAsync(Quantizer.Lower(graph), data, int.MaxValue, context);
    }
}

/// <param name="WeightBits">See <see cref="Quantizing.WeightBits"/>.</param>
/// <param name="Plan">Its images train the quantized graph.</param>
internal sealed record QuantizeAwareParameters(StudyData Data, CalibrationMethod Calibration, int WeightBits, TrainingPlan Plan);
