using System.Collections.Immutable;
using System.Numerics.Tensors;
using AutoCompress.Engine.Graph;
using AutoCompress.Trials;
using Microsoft.ML.OnnxRuntime;
using Tensor = AutoCompress.Engine.Graph.Tensor;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>
/// Many runs of one batch size without allocating: fill <see cref="Input"/>, <see cref="Run"/>, read <see cref="Output"/>. The buffers are
/// pinned and bound once. For one thread at a time; dispose it before its session.
/// </summary>
public sealed class OrtBatch : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly ImmutableArray<float[]> _inputs;
    private readonly ImmutableArray<long[]?> _ids;
    private readonly ImmutableArray<float[]> _outputs;
    private readonly List<OrtValue> _values = [];

    private OrtBatch(OrtSession session, ImmutableArray<float[]> inputs, IReadOnlyList<long[]> inputShapes, ImmutableArray<float[]> outputs,
        ImmutableArray<long[]> outputShapes)
    {
        (_session, _inputs, _outputs, OutputShapes) = (session.Native, inputs, outputs, outputShapes);
        _ids = [.. inputs.Select((buffer, i) => session.Inputs[i].Type == ElementType.Int64 ? GC.AllocateArray<long>(buffer.Length, pinned: true) : null)];
        _binding = _session.CreateIoBinding();
        for (var i = 0; i < inputs.Length; i++)
        {
            _values.Add(_ids[i] is { } ids
                ? OrtValue.CreateTensorValueFromMemory(ids, inputShapes[i])
                : OrtValue.CreateTensorValueFromMemory(inputs[i], inputShapes[i]));
            _binding.BindInput(session.Inputs[i].Name, _values[^1]);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            _values.Add(OrtValue.CreateTensorValueFromMemory(outputs[i], outputShapes[i]));
            _binding.BindOutput(session.Outputs[i].Name, _values[^1]);
        }
    }

    /// <summary>The shape of each output, batch included.</summary>
    public ImmutableArray<long[]> OutputShapes { get; }

    /// <summary>The buffer of input <paramref name="index"/>, row-major, for the caller to fill; ids are given as floats too, which hold them exactly up to 2^24.</summary>
    public Span<float> Input(int index = 0) => _inputs[index];

    /// <summary>The buffer of output <paramref name="index"/>; the next run overwrites it.</summary>
    public ReadOnlySpan<float> Output(int index = 0) => _outputs[index];

    /// <summary>One inference from the input buffers to the output buffers.</summary>
    /// <exception cref="StepFailureException">As <see cref="OrtSession.Run(Tensor)"/>.</exception>
    public void Run()
    {
        for (var i = 0; i < _ids.Length; i++)
        {
            if (_ids[i] is { } ids)
            {
                TensorPrimitives.ConvertTruncating<float, long>(_inputs[i], ids);
            }
        }

        try
        {
            _session.RunWithBinding(_run, _binding);
        }
        catch (OnnxRuntimeException e)
        {
            throw OrtFailures.Of(FailureCause.InvalidModel, "ONNX Runtime cannot run the model", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _values.ForEach(value => value.Dispose());
        _run.Dispose();
    }

    /// <summary>Runs the model once on zeros, which tells the shapes of the outputs.</summary>
    internal static OrtBatch Create(OrtSession session, IReadOnlyList<long[]> shapes)
    {
        if (shapes.Count != session.Inputs.Length)
        {
            throw new ArgumentException($"The model has {session.Inputs.Length} inputs, not {shapes.Count}.", nameof(shapes));
        }

        if (session.Inputs.Where(port => port.Type != ElementType.Int64).Concat(session.Outputs).FirstOrDefault(port => port.Type != ElementType.Float) is { } port)
        {
            throw new StepFailureException(FailureCause.Unsupported, $"'{port.Name}' holds {port.Type}; batched runs need 32-bit floats, or 64-bit ids as inputs.");
        }

        ImmutableArray<float[]> inputs = [.. shapes.Select(Buffer)];
        var probe = session.Run([.. inputs.Select((buffer, i) => (session.Inputs[i].Name, Zeros(session.Inputs[i], buffer, shapes[i])))]);
        ImmutableArray<long[]> outputShapes = [.. probe.Select(output => output.Shape.ToArray())];
        return OrtFailures.Map(FailureCause.InvalidModel, "ONNX Runtime cannot bind the buffers",
            () => new OrtBatch(session, inputs, shapes, [.. outputShapes.Select(Buffer)], outputShapes));
    }

    private static Tensor Zeros(OrtPort port, float[] buffer, long[] shape) =>
        port.Type == ElementType.Int64 ? Tensor.Of(new long[buffer.Length], shape) : Tensor.Of(buffer, shape);

    private static float[] Buffer(long[] shape) => GC.AllocateArray<float>(checked((int)Tensor.CountOf(shape)), pinned: true);
}
