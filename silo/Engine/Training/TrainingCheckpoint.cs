using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Engine.Training.Optimizing;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training;

/// <summary>
/// The state of a training in a folder: state.bin holds all that moves (weights, statistics, optimizer) and where the training is, so
/// that it goes on exactly; model.onnx is the same weights for anyone else. A state of another model or other options is not taken.
/// </summary>
internal sealed class TrainingCheckpoint(
    string folder, ModelGraph graph, TrainerOptions options, ITrainingBatches batches, GraphExecutor executor, IOptimizer optimizer)
{
    private const string Magic = "autocompress training state 1";

    private string StatePath => Path.Combine(folder, "state.bin");

    /// <exception cref="StepFailureException">The disk is full or cannot be written.</exception>
    public void Save(long samples, TimeSpan elapsed)
    {
        executor.WriteBack();
        try
        {
            Directory.CreateDirectory(folder);
            var model = Path.Combine(folder, "model.onnx");
            OnnxFile.Save(graph, model + ".new");
            using (var writer = new BinaryWriter(File.Create(StatePath + ".new")))
            {
                writer.Write(Magic);
                writer.Write(Fingerprint());
                writer.Write(samples);
                writer.Write(elapsed.Ticks);
                foreach (var (name, tensor) in Moving())
                {
                    var values = tensor.ToArray<float>();
                    writer.Write(name);
                    writer.Write(values.Length);
                    writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
                }
            }

            File.Move(model + ".new", model, overwrite: true);
            File.Move(StatePath + ".new", StatePath, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"No checkpoint can be written to {folder}: {e.Message}", e);
        }
    }

    /// <summary>Loads the state if there is one that fits; null otherwise.</summary>
    /// <returns>Samples seen and time spent before.</returns>
    public (long Samples, TimeSpan Elapsed)? TryRestore()
    {
        if (!File.Exists(StatePath))
        {
            return null;
        }

        try
        {
            using var reader = new BinaryReader(File.OpenRead(StatePath));
            if (reader.ReadString() != Magic || reader.ReadString() != Fingerprint())
            {
                return null;
            }

            var (samples, elapsed) = (reader.ReadInt64(), new TimeSpan(reader.ReadInt64()));
            foreach (var (name, tensor) in Moving())
            {
                if (reader.ReadString() != name)
                {
                    throw new InvalidDataException($"'{name}' is expected and not there");
                }

                var values = new float[reader.ReadInt32()];
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                tensor.Write<float>(values);
            }

            return (samples, elapsed);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or FormatException)
        {
            throw new StepFailureException(
                FailureCause.Storage, $"The checkpoint {StatePath} cannot be read: {e.Message}. Delete it to train from the start.", e);
        }
    }

    private IEnumerable<(string Name, TorchTensor Tensor)> Moving() => executor.Parameters.Select(parameter => (parameter.Name, parameter.Tensor))
        .Concat(executor.Statistics.Select(value => (value.Name, executor.TensorOf(value))))
        .Concat(optimizer.State);

    /// <summary>Of all that decides what the training would do: its options but for folder, threads and time limit, the stream of samples, the graph.</summary>
    private string Fingerprint()
    {
        var text = new StringBuilder()
            .AppendLine((options with { CheckpointFolder = null, Threads = 1, TimeLimit = null }).ToString())
            .AppendLine($"{batches.EpochSamples} {Json.Write(batches.Inputs)} {batches.TargetSize} {batches.TruthSize} {Json.Write(options.Outputs)} {Json.Write(options.Variances)}");
        foreach (var node in graph.Nodes)
        {
            text.AppendLine($"{node} {string.Join(',', node.Inputs.Select(input => input?.Name))}");
        }

        foreach (var parameter in executor.Parameters)
        {
            text.AppendLine($"{parameter.Name} {string.Join(',', parameter.Value.Constant!.Shape.ToArray())}");
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
