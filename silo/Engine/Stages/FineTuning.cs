using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Training;
using AutoCompress.Studies;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Stages;

/// <summary>One training of a graph in place, as a <see cref="TrainingPlan"/> says, with a checkpoint that a later run of the same stage goes on from.</summary>
internal static class FineTuning
{
    public static async Task<TrainingCost> RunAsync(
        ModelGraph graph, TrainingData data, TrainingPlan plan, StageContext context, bool learnScales, double gradientClip = 0)
    {
        var settings = plan.Settings;
        var options = new TrainerOptions
        {
            BatchSize = settings.BatchSize,
            Samples = plan.Images,
            TimeLimit = context.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Optimizer = settings.Optimizer ?? OptimizerKind.Sgd,
            PeakLearningRate = plan.LearningRate,
            WarmUp = settings.WarmUp,
            Momentum = settings.Momentum,
            WeightDecay = settings.WeightDecay,
            DistillationWeight = data.HasTeacher ? plan.Alpha : 0,
            Temperature = plan.Temperature,
            Outputs = data.Outputs,
            Variances = data.Variances,
            LearnScales = learnScales,
            GradientClip = gradientClip,
            Device = settings.Device == StageLabels.Cuda ? TrainingDevice.Cuda : TrainingDevice.Cpu,
            Threads = context.Threads,
            Seed = context.Seed,
            CheckpointFolder = context.CheckpointFolder,
        };
        var report = await Trainer.TrainAsync(
            graph,
            data.Batches(context.Seed),
            options,
            now => context.Report(now.Share, FormattableString.Invariant($"{now.Samples} samples, loss {now.Loss:0.000}")),
            context.Clock,
            context.Cancellation).ConfigureAwait(false);
        return new(report.Samples, report.Elapsed.TotalSeconds, report.LastLoss);
    }
}
