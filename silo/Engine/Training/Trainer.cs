using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>Trains the weights of a <see cref="ModelGraph"/> in place, on libtorch, on an OS thread of its own.</summary>
public static class Trainer
{
    /// <summary>
    /// Trains until all samples were seen or the time is up, then writes weights, BatchNorm statistics and learned scales back.
    /// When it fails or is cancelled the graph holds the weights of the last checkpoint, or those it came with.
    /// </summary>
    /// <param name="graph">A last Softmax, LogSoftmax or Sigmoid of a trained output is left out of the loss.</param>
    /// <param name="batches">Called from the training thread only.</param>
    /// <param name="progress">Called from the training thread, about once a second.</param>
    /// <exception cref="StepFailureException">
    /// <see cref="FailureCause.Unsupported"/>: the graph cannot be trained; <see cref="FailureCause.NotANumber"/>: the loss is NaN or
    /// infinite; <see cref="FailureCause.InvalidData"/>: the samples do not fit the graph; <see cref="FailureCause.OutOfMemory"/>;
    /// <see cref="FailureCause.MissingDevice"/>: libtorch is not there; <see cref="FailureCause.Storage"/>: no room for a checkpoint.
    /// </exception>
    public static async Task<TrainingReport> TrainAsync(
        ModelGraph graph,
        ITrainingBatches batches,
        TrainerOptions options,
        Action<TrainingProgress>? progress,
        TimeProvider clock,
        CancellationToken cancellation)
    {
        using var thread = new TorchThread(options.Threads);
        return await thread.Run(() =>
        {
            using var run = new TrainingRun(graph, batches, options, clock);
            return run.Run(progress, cancellation);
        }).ConfigureAwait(false);
    }
}
