using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training;

namespace AutoCompress.Engine.Stages;

/// <summary>
/// Inputs "model" and perhaps "teacher"; output "model". After a cut BatchNorm's statistics are re-estimated before anything is
/// trained, since the cut has shifted them all; without samples to train on that is all that happens.
/// </summary>
internal sealed class TrainStage() : EngineStage<TrainParameters, TrainValues>("train", 1)
{
    private const int ReestimationImages = 1024;

    protected override async Task<TrainValues> RunAsync(TrainParameters parameters, StageContext context, IDictionary<string, string> files)
    {
        var graph = PreparedModel.Load(context.Input("model"));
        using var data = TrainingData.Open(parameters.Data, parameters.Plan.Settings, graph, context, parameters.Plan.WantsTeacher(parameters.Data));
        if (parameters.Reestimate)
        {
            context.Report(0, "re-estimating BatchNorm");
            await BatchNormReestimation.RunAsync(graph, data.Batches(context.Seed), ReestimationImages, context.Threads, context.Cancellation).ConfigureAwait(false);
        }

        var cost = parameters.Plan.Images == 0 ? new(0, 0, 0) : await FineTuning.RunAsync(graph, data, parameters.Plan, context, learnScales: false).ConfigureAwait(false);
        files["model"] = context.Output("trained.onnx");
        OnnxFile.Save(graph, files["model"]);
        return new(cost);
    }
}

/// <param name="Reestimate">Whether BatchNorm's statistics are re-estimated first.</param>
internal sealed record TrainParameters(StudyData Data, TrainingPlan Plan, bool Reestimate);

/// <param name="Training">What the training took.</param>
internal sealed record TrainValues(TrainingCost Training);
