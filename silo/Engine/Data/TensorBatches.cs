using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Tasks;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Data;

/// <summary>Gathers batches of one input into one store.</summary>
internal sealed class TensorBatches
{
    private readonly List<ReadOnlyMemory<byte>> _batches = [];
    private string _name = "";
    private Tensor? _first;
    private int _count;
    private long _bytes;

    /// <param name="samples">Samples that the batch must hold.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData: the batch is not as those before, or holds another number of samples.</exception>
    public void Add(string name, Tensor batch, int samples, string path)
    {
        if (!Elements.AreNumbers(batch.Type) || batch.Rank < 1 || batch.Count == 0)
        {
            throw BadData.Invalid($"{path} holds {batch.Type} {Text(batch.Shape)}, not a batch of numbers [samples, …]. Give the batch as the model takes it.");
        }

        if (batch.Shape[0] != samples)
        {
            throw BadData.Invalid($"{path} holds {batch.Shape[0]} samples, but its set has {samples} answers. Take both from the same run.");
        }

        _first ??= batch;
        if (batch.Type != _first.Type || !batch.Shape[1..].SequenceEqual(_first.Shape[1..]))
        {
            throw BadData.Invalid($"{path} holds {batch.Type} {Text(batch.Shape)}, but the set before it {_first.Type} {Text(_first.Shape)}. Give samples of one kind.");
        }

        if (_bytes + batch.Data.Length > BadData.MemoryLimit)
        {
            throw BadData.Invalid($"{path} and the sets before it take more than the {BadData.MemoryLimit} bytes that fit into memory here. Store the samples as .npy, which is read from disk piece by piece.");
        }

        _name = name;
        _count += samples;
        _bytes += batch.Data.Length;
        _batches.Add(batch.Data);
    }

    public SampleStore ToSamples() => new TensorSamples(_name, _first!.Type, _first.Shape[1..], _count, Joined());

    /// <inheritdoc cref="Truths.Of"/>
    public SampleStore ToTruth(StudyTask task, int? ignored, string source) =>
        Truths.Of(task, _first!.Type, [_count, .. _first.Shape[1..]], Joined(), ignored, source);

    private byte[] Joined()
    {
        var data = new byte[_bytes];
        var at = 0;
        foreach (var batch in _batches)
        {
            batch.Span.CopyTo(data.AsSpan(at));
            at += batch.Length;
        }

        return data;
    }

    private static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
