using System.Numerics.Tensors;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Training;

/// <summary>The gradient of the labels' loss by each trained constant, summed over some batches: what first-order Taylor pruning reads.</summary>
public static class GradientProbe
{
    private const int BatchSize = 64;

    /// <param name="samples">Samples to sum over, rounded up to whole batches.</param>
    /// <returns>Constant name to a tensor of the constant's shape.</returns>
    /// <exception cref="StepFailureException">The graph cannot be trained.</exception>
    public static async Task<IReadOnlyDictionary<string, Tensor>> RunAsync(
        ModelGraph graph, ITrainingBatches batches, int samples, int threads, CancellationToken cancellation)
    {
        using var thread = new TorchThread(threads);
        return await thread.Run<IReadOnlyDictionary<string, Tensor>>(() =>
        {
            using var executor = new GraphExecutor(graph, [TrainedOutput.Of(graph, LossKind.CrossEntropy)]);
            var loss = new TrainingLoss(new() { Samples = samples }, batches.HasLabels, hasTargets: false);
            var batch = new TrainingBatch(BatchSize, batches.SampleShape, batches.TargetSize, batches.HasLabels);
            var tensors = executor.Parameters.Select(parameter => parameter.Tensor).ToArray();
            var gradients = new TorchTensor?[tensors.Length];
            var sums = executor.Parameters.Select(parameter => new float[parameter.Value.Constant!.Count]).ToArray();
            for (var position = 0; position < samples; position += BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                batches.Fill(position, batch);
                using var scope = TorchScope.Enter();
                var output = executor.Forward(ExecutionMode.Inference, TorchTensor.From(batch.Inputs, [BatchSize, .. batches.SampleShape]))[0];
                Torch.Gradients(loss.Of(output, TorchTensor.From(batch.Labels, BatchSize), null), tensors, gradients);
                for (var i = 0; i < sums.Length; i++)
                {
                    TensorPrimitives.Add(sums[i], gradients[i]?.ToArray<float>() ?? new float[sums[i].Length], sums[i]);
                }
            }

            return executor.Parameters
                .Select((parameter, i) => (parameter.Name, Gradient: Tensor.Of(sums[i], parameter.Value.Constant!.Shape)))
                .ToDictionary(pair => pair.Name, pair => pair.Gradient, StringComparer.Ordinal);
        }).ConfigureAwait(false);
    }
}
