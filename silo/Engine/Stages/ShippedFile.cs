using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;

namespace AutoCompress.Engine.Stages;

/// <summary>Writes a shipped model and the trainer's reference beside it: outputs "model" and "reference".</summary>
internal static class ShippedFile
{
    /// <param name="shipped">The graph to write.</param>
    /// <param name="reference">The graph as the trainer runs it; it computes the same.</param>
    /// <param name="trained">The float graph, whose costs are the candidate's.</param>
    public static async Task<ExportValues> WriteAsync(
        ModelGraph shipped,
        ModelGraph reference,
        ModelGraph trained,
        StudyTask task,
        DataSplits splits,
        DataFit fit,
        TrainingCost? training,
        StageContext context,
        IDictionary<string, string> files)
    {
        files["model"] = context.Output("model.onnx");
        files["reference"] = context.Output("reference.bin");
        OnnxFile.Save(shipped, files["model"], SaveOptions.Export);
        (await TrainerAnswers.OfAsync(reference, task, splits, fit, context).ConfigureAwait(false)).Save(files["reference"]);
        return new(ExportValues.Costs(trained, files["model"]), training);
    }
}
