using System.Collections.Immutable;
using System.Numerics;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>
/// Runs a session with one input and one row of outputs a sample on any number of samples: in whole batches and then in powers of two, whose
/// buffers are made at first use and kept, so that nothing is padded. A model of a fixed batch gets that batch, its last one filled up with copies.
/// For one thread; dispose it before its session. <see cref="Predict"/> is a <see cref="BatchPredictor"/>.
/// </summary>
public sealed class SessionPredictor : IDisposable
{
    /// <summary>Samples of one run where nothing else matters: beyond, a run's cost for each sample hardly falls.</summary>
    public const int UsualBatch = 64;

    private readonly OrtSession _session;
    private readonly ImmutableArray<long> _sampleShape;
    private readonly int _sampleSize;
    private readonly int _largest;
    private readonly int? _fixed;
    private readonly Dictionary<int, OrtBatch> _batches = [];

    /// <param name="sampleShape">One sample as the model takes it, from <see cref="DataFit"/>.</param>
    /// <param name="largest">Samples of one run at most, at least 1.</param>
    /// <exception cref="StepFailureException">Unsupported: several inputs, or no floats; InvalidModel: it does not run.</exception>
    public SessionPredictor(OrtSession session, ImmutableArray<long> sampleShape, int largest = UsualBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 1);
        (_session, _sampleShape, _largest) = (session, sampleShape, largest);
        _sampleSize = checked((int)Tensor.CountOf(sampleShape.AsSpan()));
        _fixed = FixedBatch(session);
        var probe = BatchOf(_fixed ?? 1);
        RowSize = probe.Output().Length / (_fixed ?? 1);
    }

    /// <summary>Numbers of one sample's output: the classes of a classifier.</summary>
    public int RowSize { get; }

    /// <summary>The model's ports as contracts describe them.</summary>
    public static ModelPort Describe(OrtPort port) =>
        new(port.Name, port.Type.ToString().ToLowerInvariant(), [.. port.Shape.Select(dim => dim.Size ?? -1)]);

    /// <inheritdoc cref="BatchPredictor"/>
    public void Predict(ReadOnlySpan<float> inputs, int count, Span<float> outputs)
    {
        for (var done = 0; done < count;)
        {
            var left = count - done;
            var size = _fixed ?? (left >= _largest ? _largest : 1 << BitOperations.Log2((uint)left));
            var used = Math.Min(size, count - done);
            var batch = BatchOf(size);
            inputs.Slice(done * _sampleSize, used * _sampleSize).CopyTo(batch.Input());
            for (var row = used; row < size; row++)
            {
                batch.Input().Slice((used - 1) * _sampleSize, _sampleSize).CopyTo(batch.Input()[(row * _sampleSize)..]);
            }

            batch.Run();
            batch.Output()[..(used * RowSize)].CopyTo(outputs[(done * RowSize)..]);
            done += used;
        }
    }

    /// <summary>The model's outputs for all samples of a split.</summary>
    public LogitsTable PredictAll(DataSplit split, Normalisation normalisation, CancellationToken cancellationToken)
    {
        var values = new float[checked(split.Count * RowSize)];
        var step = _fixed ?? _largest;
        var inputs = new float[step * _sampleSize];
        for (var start = 0; start < split.Count; start += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(step, split.Count - start);
            for (var i = 0; i < count; i++)
            {
                split.Read(start + i, normalisation, inputs.AsSpan(i * _sampleSize, _sampleSize));
            }

            Predict(inputs, count, values.AsSpan(start * RowSize));
        }

        return new(RowSize, values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var batch in _batches.Values)
        {
            batch.Dispose();
        }
    }

    private static int? FixedBatch(OrtSession session) => session.Inputs.Length == 1
        ? session.Inputs[0].Shape is [{ Size: { } size }, ..] ? checked((int)size) : null
        : throw new StepFailureException(
            FailureCause.Unsupported, $"The model has {session.Inputs.Length} inputs ({string.Join(", ", session.Inputs.Select(port => port.Name))}); one is supported.");

    private OrtBatch BatchOf(int size)
    {
        if (!_batches.TryGetValue(size, out var batch))
        {
            _batches[size] = batch = _session.CreateBatch([size, .. _sampleShape]);
        }

        return batch;
    }
}
