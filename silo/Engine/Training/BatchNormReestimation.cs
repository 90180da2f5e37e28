using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>Sets BatchNorm's running statistics to their plain averages over some batches; a cut shifts them all. No weight moves.</summary>
public static class BatchNormReestimation
{
    private const int BatchSize = 64;

    /// <param name="graph">Changed in place; left alone when it has no BatchNorm.</param>
    /// <param name="samples">Samples to average over, rounded up to whole batches.</param>
    /// <exception cref="StepFailureException">The graph cannot be run by the trainer.</exception>
    public static async Task RunAsync(ModelGraph graph, ITrainingBatches batches, int samples, int threads, CancellationToken cancellation)
    {
        if (!graph.Nodes.Any(node => node.Is("BatchNormalization")))
        {
            return;
        }

        using var thread = new TorchThread(threads);
        await thread.Run(() =>
        {
            using var executor = new GraphExecutor(graph);
            using var gradients = new GradMode(false);
            var batch = TrainingBatch.For(batches, BatchSize);
            using var outer = TorchScope.Enter();
            var inputs = new FedInputs(batches, BatchSize, outer);
            for (var (position, step) = (0, 1); position < samples; position += BatchSize, step++)
            {
                cancellation.ThrowIfCancellationRequested();
                batches.Fill(position, batch);
                using var scope = TorchScope.Enter();
                executor.ReestimationShare = 1.0 / step;
                inputs.Write(batch);
                executor.Forward(ExecutionMode.Reestimation, inputs.Tensors);
            }

            executor.WriteBack();
            return true;
        }).ConfigureAwait(false);
    }
}
