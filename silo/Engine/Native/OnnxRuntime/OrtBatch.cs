using System.Collections.Immutable;
using AutoCompress.Engine.Data;
using AutoCompress.Trials;
using Microsoft.ML.OnnxRuntime;

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
    private readonly ImmutableArray<OrtBuffer> _inputs;
    private readonly ImmutableArray<OrtBuffer> _outputs;

    private OrtBatch(OrtSession session, ImmutableArray<OrtBuffer> inputs, ImmutableArray<OrtBuffer> outputs)
    {
        (_session, _inputs, _outputs) = (session.Native, inputs, outputs);
        _binding = _session.CreateIoBinding();
        for (var i = 0; i < inputs.Length; i++)
        {
            _binding.BindInput(session.Inputs[i].Name, inputs[i].Value);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            _binding.BindOutput(session.Outputs[i].Name, outputs[i].Value);
        }
    }

    /// <summary>The shape of each output, batch included.</summary>
    public ImmutableArray<long[]> OutputShapes => [.. _outputs.Select(output => output.Shape)];

    /// <summary>
    /// The buffer of input <paramref name="index"/>, row-major, for the caller to fill; what is no float is given as floats too, which hold
    /// whole numbers exactly up to 2^24, and converted by the next run.
    /// </summary>
    public Span<float> Input(int index = 0) => _inputs[index].Fill();

    /// <summary>The numbers of output <paramref name="index"/>; the next run overwrites them.</summary>
    public ReadOnlySpan<float> Output(int index = 0) => _outputs[index].Read();

    /// <summary>One inference from the input buffers to the output buffers.</summary>
    /// <exception cref="StepFailureException">As <see cref="OrtSession.Run(Graph.Tensor)"/>.</exception>
    public void Run()
    {
        foreach (var input in _inputs)
        {
            input.Convert();
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
        foreach (var buffer in _inputs.Concat(_outputs))
        {
            buffer.Dispose();
        }

        _run.Dispose();
    }

    /// <summary>Runs the model once on zeros, which tells the shapes of the outputs.</summary>
    internal static OrtBatch Create(OrtSession session, IReadOnlyList<long[]> shapes)
    {
        if (shapes.Count != session.Inputs.Length)
        {
            throw new ArgumentException($"The model has {session.Inputs.Length} inputs, not {shapes.Count}.", nameof(shapes));
        }

        if (session.Inputs.Concat(session.Outputs).FirstOrDefault(port => !Elements.AreNumbers(port.Type)) is { } port)
        {
            throw new StepFailureException(FailureCause.Unsupported, $"'{port.Name}' holds {port.Type}; batched runs need numbers or flags.");
        }

        ImmutableArray<OrtBuffer> inputs = [.. shapes.Select((shape, i) => new OrtBuffer(session.Inputs[i].Type, shape))];
        var probe = session.Run([.. inputs.Select((buffer, i) => (session.Inputs[i].Name, buffer.Zeros()))]);
        ImmutableArray<OrtBuffer> outputs = [.. probe.Select((output, i) => new OrtBuffer(session.Outputs[i].Type, output.Shape.ToArray()))];
        return OrtFailures.Map(FailureCause.InvalidModel, "ONNX Runtime cannot bind the buffers", () => new OrtBatch(session, inputs, outputs));
    }
}
