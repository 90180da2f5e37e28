using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "model", a trained float graph, and "teacher"; outputs "model", the lowered int8 file, and "reference". The quantized graph
/// itself is trained: rounding with a straight-through gradient, scales learned (LSQ, Esser et al. 2020).
/// </summary>
internal sealed class QuantizeAwareStage() : EngineStage<QuantizeAwareParameters, ExportValues>("quantize-aware", 1)
{
    protected override async Task<ExportValues> RunAsync(QuantizeAwareParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var trained = PreparedModel.Load(context.Input("model"));
        using var data = TrainingData.Open(parameters.Data, parameters.Plan.Settings, trained, context, withTeacher: parameters.Plan.Alpha > 0);
        context.Report(0, "calibrating");
        var quantized = Quantizer.PrepareQat(trained, parameters.Calibration, CalibrationBatches.Of(data.Splits, data.Fit), context.Cancellation);
        var cost = await FineTuning.RunAsync(quantized, data, parameters.Plan, context, learnScales: true).ConfigureAwait(false);
        return await ShippedFile.WriteAsync(Quantizer.Lower(quantized), quantized, trained, data.Splits, data.Fit, cost, context, files).ConfigureAwait(false);
    }
}

/// <param name="Plan">Its images train the quantized graph.</param>
internal sealed record QuantizeAwareParameters(StudyData Data, CalibrationMethod Calibration, TrainingPlan Plan);
