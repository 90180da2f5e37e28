using System.Numerics.Tensors;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Tasks;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Transforming.Costs;
using AutoCompress.Trials;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Training;

/// <summary>The gradient of the loss by each trained constant, summed over some batches: what first-order Taylor pruning reads.</summary>
public static class GradientProbe
{
    private const int BatchSize = 64;

    /// <param name="options">Outputs and loss, threads, and the samples to sum over, rounded up to whole batches.</param>
    /// <returns>Constant name to a tensor of the constant's shape, for every learned constant: zeros where no gradient reaches it.</returns>
    /// <exception cref="StepFailureException">The graph cannot be trained.</exception>
    public static async Task<IReadOnlyDictionary<string, Tensor>> RunAsync(
        ModelGraph graph, ITrainingBatches batches, TrainerOptions options, CancellationToken cancellation)
    {
        using var thread = new TorchThread(options.Threads);
        return await thread.Run<IReadOnlyDictionary<string, Tensor>>(() =>
        {
            using var executor = new GraphExecutor(graph, [.. options.Outputs.Select(output => TaskOutputs.Trained(graph, output))]);
            var loss = new TrainingLoss(options, batches.TruthSize > 0, hasTargets: batches.TruthSize == 0);
            var batch = TrainingBatch.For(batches, BatchSize);
            using var outer = TorchScope.Enter();
            var inputs = new FedInputs(batches, BatchSize, outer);
            var tensors = executor.Parameters.Select(parameter => parameter.Tensor).ToArray();
            var gradients = new TorchTensor?[tensors.Length];
            var sums = executor.Parameters.Select(parameter => new float[parameter.Value.Constant!.Count]).ToArray();
            for (var position = 0; position < options.Samples && tensors.Length > 0; position += BatchSize)
            {
                cancellation.ThrowIfCancellationRequested();
                batches.Fill(position, batch);
                using var scope = TorchScope.Enter();
                inputs.Write(batch);
                var outputs = executor.Forward(ExecutionMode.Inference, inputs.Tensors);
                Torch.Gradients(loss.Of(outputs, Rows(batch.Truth, batches.TruthSize), batches.TruthSize > 0 ? null : Nothing(outputs)), tensors, gradients);
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

    /// <summary>
    /// Without labels the outputs are compared with zeros: what makes them differ from nothing is what counts. Against the model's own answers
    /// every gradient would be 0.
    /// </summary>
    private static TorchTensor Nothing(TorchTensor[] outputs)
    {
        var size = (int)outputs.Sum(output => Tensor.CountOf(output.Shape.AsSpan(1)));
        return TorchTensor.From(new float[BatchSize * size], BatchSize, size);
    }

    private static TorchTensor? Rows(float[] values, int size) => size > 0 ? TorchTensor.From(values, BatchSize, size) : null;
}
