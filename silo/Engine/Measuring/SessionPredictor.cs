using System.Collections.Immutable;
using System.Numerics;
using AutoCompress.Engine.Data;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Tasks;
using AutoCompress.Spaces;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Measuring;

/// <summary>
/// Runs a session whose outputs have a row a sample on any number of samples: in whole batches and then in powers of two, whose buffers are
/// made at first use and kept, so that nothing is padded. A model of a fixed batch gets that batch, its last one filled up with copies.
/// For one thread; dispose it before its session. <see cref="Predict"/> is a <see cref="BatchPredictor"/>.
/// </summary>
public sealed class SessionPredictor : IDisposable
{
    /// <summary>Samples of one run where nothing else matters: beyond, a run's cost for each sample hardly falls.</summary>
    public const int UsualBatch = 64;

    /// <summary>Numbers of inputs and outputs of one run; large images and maps go in smaller batches.</summary>
    private const int LargestRun = 1 << 24;

    /// <summary>Numbers of one table (1 GiB).</summary>
    private const int LargestTable = 1 << 28;

    /// <summary>Not 1: what is no batch often has that size.</summary>
    private const int ProbedBatch = 2;

    private readonly OrtSession _session;
    private readonly DataFit _fit;
    private readonly int _largest;
    private readonly int? _fixed;
    private readonly InputPart[] _inputs;
    private readonly int[] _outputs;
    private readonly Dictionary<int, OrtBatch> _batches = [];

    /// <param name="outputs">The outputs that are asked for.</param>
    /// <param name="largest">Samples of one run at most, at least 1.</param>
    /// <exception cref="StepFailureException">Unsupported: an output has no row for each sample; InvalidModel: it does not run, or lacks an output.</exception>
    public SessionPredictor(OrtSession session, DataFit fit, ImmutableArray<TaskOutput> outputs, int largest = UsualBatch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 1);
        (_session, _fit) = (session, fit);
        _inputs = [.. session.Inputs.Select(port => fit.InputOf(port.Name))];
        _outputs = [.. outputs.Select(output => IndexOf(session, output.Name))];
        _fixed = FixedBatch(session);
        var probed = _fixed ?? ProbedBatch;
        var probe = BatchOf(probed);
        Parts = PartsOf(probe, outputs, probed);
        RowSize = checked(Parts.Sum(part => part.Size));
        _largest = _fixed ?? Math.Clamp(LargestRun / Math.Max(fit.SampleSize, RowSize), 1, largest);
    }

    /// <summary>A predictor of a classifier's logits.</summary>
    /// <inheritdoc cref="SessionPredictor(OrtSession, DataFit, ImmutableArray{TaskOutput}, int)"/>
    public SessionPredictor(OrtSession session, DataFit fit, int largest = UsualBatch) : this(session, fit, [TaskOutput.Logits], largest)
    {
    }

    /// <summary>The outputs, as they lie in a row.</summary>
    public ImmutableArray<AnswerPart> Parts { get; }

    /// <summary>Numbers of one sample's outputs: the classes of a classifier.</summary>
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
            for (var i = 0; i < _inputs.Length; i++)
            {
                Feed(_inputs[i], inputs[(done * _fit.SampleSize)..], used, size, batch.Input(i));
            }

            batch.Run();
            for (var i = 0; i < _outputs.Length; i++)
            {
                var part = Parts[i];
                var answers = batch.Output(_outputs[i]);
                for (var row = 0; row < used; row++)
                {
                    answers.Slice(row * part.Size, part.Size).CopyTo(outputs[(((done + row) * RowSize) + part.Offset)..]);
                }
            }

            done += used;
        }
    }

    /// <summary>The model's outputs for the samples of a split: all of them, or as many of the first as a table of 1 GiB holds.</summary>
    /// <param name="classMaps">Whether classes of many places are kept without their scores.</param>
    public AnswerTable PredictAll(DataSplit split, CancellationToken cancellationToken, bool classMaps = false)
    {
        var kept = classMaps ? Compact() : Parts;
        var rowSize = kept.Sum(part => part.Stored);
        var samples = Math.Min(split.Count, Math.Max(1, LargestTable / rowSize));
        var values = new float[checked(samples * rowSize)];
        var inputs = new float[_largest * _fit.SampleSize];
        var outputs = new float[_largest * RowSize];
        for (var start = 0; start < samples; start += _largest)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(_largest, samples - start);
            for (var i = 0; i < count; i++)
            {
                _fit.Read(split, start + i, inputs.AsSpan(i * _fit.SampleSize, _fit.SampleSize));
            }

            Predict(inputs, count, outputs);
            for (var i = 0; i < count; i++)
            {
                Keep(kept, outputs.AsSpan(i * RowSize, RowSize), values.AsSpan((start + i) * rowSize, rowSize));
            }
        }

        return new(kept, values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var batch in _batches.Values)
        {
            batch.Dispose();
        }
    }

    private ImmutableArray<AnswerPart> Compact()
    {
        var offset = 0;
        return [.. Parts.Select(part =>
        {
            var compact = part with { Offset = offset, IsClassMap = part is { Output.Kind: OutputKind.Classes, Places: > 1 } };
            offset += compact.Stored;
            return compact;
        })];
    }

    private void Keep(ImmutableArray<AnswerPart> kept, ReadOnlySpan<float> row, Span<float> values)
    {
        for (var i = 0; i < kept.Length; i++)
        {
            var (part, whole) = (kept[i], Parts[i]);
            var scores = whole.Of(row);
            if (!part.IsClassMap)
            {
                scores.CopyTo(values[part.Offset..]);
                continue;
            }

            for (var place = 0; place < part.Places; place++)
            {
                values[part.Offset + place] = whole.ClassAt(scores, place);
            }
        }
    }

    private void Feed(InputPart part, ReadOnlySpan<float> samples, int used, int size, Span<float> buffer)
    {
        part.Gather(samples, _fit.SampleSize, used, buffer);
        for (var row = used; row < size; row++)
        {
            buffer.Slice((used - 1) * part.Size, part.Size).CopyTo(buffer[(row * part.Size)..]);
        }
    }

    private ImmutableArray<AnswerPart> PartsOf(OrtBatch probe, ImmutableArray<TaskOutput> outputs, int probed)
    {
        var parts = ImmutableArray.CreateBuilder<AnswerPart>();
        var offset = 0;
        for (var i = 0; i < outputs.Length; i++)
        {
            var shape = probe.OutputShapes[_outputs[i]];
            if (shape.Length == 0 || shape[0] != probed)
            {
                throw new StepFailureException(
                    FailureCause.Unsupported,
                    $"The model's output '{_session.Outputs[_outputs[i]].Name}' has shape [{string.Join(", ", shape)}] for {probed} samples; its first axis has to be the batch.");
            }

            parts.Add(new(outputs[i], [.. shape[1..].Select(size => checked((int)size))], offset));
            offset = checked(offset + parts[^1].Size);
        }

        return parts.ToImmutable();
    }

    private static int IndexOf(OrtSession session, string output)
    {
        var found = output.Length == 0 ? 0 : session.Outputs.ToList().FindIndex(port => port.Name == output);
        return found >= 0 && found < session.Outputs.Length
            ? found
            : throw new StepFailureException(FailureCause.InvalidModel, $"The model has no output '{output}', only {string.Join(", ", session.Outputs.Select(port => port.Name))}.");
    }

    private static int? FixedBatch(OrtSession session) =>
        session.Inputs.Select(port => port.Shape is [{ Size: { } size }, ..] ? checked((int?)size) : null).FirstOrDefault(size => size is not null);

    private OrtBatch BatchOf(int size)
    {
        if (!_batches.TryGetValue(size, out var batch))
        {
            _batches[size] = batch = _session.CreateBatch([.. _inputs.Select(input => (long[])[size, .. input.Shape])]);
        }

        return batch;
    }
}
