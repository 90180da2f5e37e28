using System.Numerics.Tensors;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Transforming.Costs;
using AutoCompress.Trials;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Training;

/// <summary>The gradient of the labels' loss by each trained constant, summed over some batches: what first-order Taylor pruning reads.</summary>
public static class GradientProbe
{
    private const int BatchSize = 64;

    /// <param name="samples">Samples to sum over, rounded up to whole batches.</param>
    /// <returns>Constant name to a tensor of the constant's shape, for every learned constant: zeros where no gradient reaches it.</returns>
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
            for (var position = 0; position < samples && tensors.Length > 0; position += BatchSize)
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

            var found = executor.Parameters.Index().ToDictionary(
                parameter => parameter.Item.Name, parameter => Tensor.Of(sums[parameter.Index], parameter.Item.Value.Constant!.Shape), StringComparer.Ordinal);
            foreach (var (_, frozen) in LearnedConstants.Of(graph).Where(learned => !found.ContainsKey(learned.Value.Name)))
            {
                found.Add(frozen.Name, Tensor.Of(new float[frozen.Constant!.Count], frozen.Constant.Shape));
            }

            return found;
        }).ConfigureAwait(false);
    }
}
