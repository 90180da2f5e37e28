using AutoCompress.Engine.Graph.Passes;
using AutoCompress.Engine.Quantizing;
using AutoCompress.Spaces;

namespace AutoCompress.Engine.Stages;

/// <summary>Input "model", a trained float graph; outputs "model", the shipped file in its precision, and "reference".</summary>
internal sealed class QuantizeStage() : EngineStage<QuantizeParameters, ExportValues>("quantize", 2)
{
    protected override async Task<ExportValues> RunAsync(QuantizeParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var trained = PreparedModel.Load(context.Input("model"));
        var splits = LoadedData.Of(parameters.Data, context);
        var fit = FileFit.Of(splits, context.Input("model"));
        var task = parameters.Data.Task;
        var calibration = CalibrationBatches.Of(splits, fit, trained);
        var folded = new FoldForExport().Apply(trained).Graph;
        if (parameters.Precision == Precision.Int8)
        {
            var quantized = Quantizer.PrepareQat(folded, parameters.Calibration, calibration, parameters.WeightBits, context.Cancellation);
            return await ShippedFile.WriteAsync(Quantizer.Lower(quantized), quantized, folded, task, splits, fit, null, context, files).ConfigureAwait(false);
        }

        var shipped = Quantizer.Export(folded, parameters.Precision, parameters.Calibration, calibration, parameters.WeightBits, context.Cancellation);
        // The trainer has neither half precision nor integer products with scales of the moment: there the float graph is the reference.
        var reference = parameters.Precision == Precision.WeightInt8 ? shipped : trained;
        return await ShippedFile.WriteAsync(shipped, reference, folded, task, splits, fit, null, context, files).ConfigureAwait(false);
    }
}

/// <param name="WeightBits">See <see cref="Quantizing.WeightBits"/>.</param>
internal sealed record QuantizeParameters(StudyData Data, Precision Precision, CalibrationMethod Calibration, int WeightBits);
