using System.Buffers;
using System.Collections.Immutable;
using AutoCompress.Engine.Graph;
using AutoCompress.Trials;
using Microsoft.ML.OnnxRuntime;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>A model in ONNX Runtime. <see cref="Run(IReadOnlyList{ValueTuple{string, Tensor}})"/> may be called from several threads at once.</summary>
/// <remarks>Native code: a hostile model can kill the process, so this runs in the worker, never in the silo itself.</remarks>
public sealed class OrtSession : IDisposable
{
    private readonly RunOptions _run = new();

    private OrtSession(InferenceSession session)
    {
        Native = session;
        Inputs = [.. session.InputNames.Select(name => Port(name, session.InputMetadata[name]))];
        Outputs = [.. session.OutputNames.Select(name => Port(name, session.OutputMetadata[name]))];
    }

    public ImmutableArray<OrtPort> Inputs { get; }

    public ImmutableArray<OrtPort> Outputs { get; }

    internal InferenceSession Native { get; }

    /// <summary>Loads a file.</summary>
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidModel"/> with ONNX Runtime's words;
    /// <see cref="FailureCause.MissingDevice"/> when library or provider are not there.</exception>
    public static OrtSession Load(string path, OrtOptions? options = null) =>
        Create($"ONNX Runtime refuses '{path}'", options, native => new(path, native));

    /// <inheritdoc cref="Load"/>
    public static OrtSession Parse(byte[] model, OrtOptions? options = null) =>
        Create("ONNX Runtime refuses the model", options, native => new(model, native));

    /// <summary>Loads a graph; <see cref="OrtOptions.ExtraOutputs"/> come out after its own outputs.</summary>
    /// <exception cref="StepFailureException">As <see cref="Load"/>; a node that there is no kernel for is named, with a remedy.</exception>
    /// <exception cref="KeyNotFoundException">An extra output is no value of the graph.</exception>
    public static OrtSession Of(ModelGraph graph, OrtOptions? options = null)
    {
        options ??= OrtOptions.Default;
        var exposed = options.ExtraOutputs.IsEmpty ? graph : graph.Clone();
        foreach (var value in options.ExtraOutputs.Select(name => exposed[name]).Where(value => !value.IsOutput))
        {
            exposed.AddOutput(value);
        }

        try
        {
            return Parse(OnnxFile.Serialize(exposed, options.Save), options);
        }
        catch (StepFailureException refusal) when (MissingKernel.Explain(graph, refusal) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>One inference.</summary>
    /// <param name="inputs">Input names and data, in any order.</param>
    /// <returns>Copies of all outputs, in the order of <see cref="Outputs"/>.</returns>
    /// <exception cref="StepFailureException"><see cref="FailureCause.InvalidData"/> when the inputs do not fit;
    /// <see cref="FailureCause.InvalidModel"/> for what an operator refuses; <see cref="FailureCause.OutOfMemory"/>.</exception>
    public Tensor[] Run(IReadOnlyList<(string Name, Tensor Value)> inputs) => Run(inputs, [.. Outputs.Select(output => output.Name)]);

    /// <summary>One inference that fetches <paramref name="outputs"/> only.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{ValueTuple{string, Tensor}})"/>
    public Tensor[] Run(IReadOnlyList<(string Name, Tensor Value)> inputs, IReadOnlyCollection<string> outputs) => Run(inputs, outputs, _run);

    /// <summary>One inference that ends between two operators once <paramref name="limit"/> has passed: a model may say to loop for ever.</summary>
    /// <exception cref="StepFailureException">As the other runs; also <see cref="FailureCause.Timeout"/>.</exception>
    internal Tensor[] Run(IReadOnlyList<(string Name, Tensor Value)> inputs, IReadOnlyCollection<string> outputs, TimeSpan limit)
    {
        using var run = new RunOptions();
        using var timer = new CancellationTokenSource(limit);
        using var stop = timer.Token.Register(() => run.Terminate = true);
        try
        {
            return Run(inputs, outputs, run);
        }
        catch (StepFailureException e) when (timer.IsCancellationRequested)
        {
            throw new StepFailureException(FailureCause.Timeout, $"The model did not answer within {limit.TotalSeconds:0} s.", e);
        }
    }

    private Tensor[] Run(IReadOnlyList<(string Name, Tensor Value)> inputs, IReadOnlyCollection<string> outputs, RunOptions run)
    {
        var pins = new MemoryHandle[inputs.Count];
        var values = new OrtValue[inputs.Count];
        try
        {
            return OrtFailures.Map(FailureCause.InvalidModel, "ONNX Runtime cannot run the model", () =>
            {
                for (var i = 0; i < inputs.Count; i++)
                {
                    values[i] = OrtValues.Wrap(inputs[i].Value, out pins[i]);
                }

                using var results = Native.Run(run, [.. inputs.Select(input => input.Name)], values, outputs);
                return results.Zip(outputs, OrtValues.Copy).ToArray();
            });
        }
        finally
        {
            foreach (var value in values)
            {
                value?.Dispose();
            }

            foreach (var pin in pins)
            {
                pin.Dispose();
            }
        }
    }

    /// <summary>One inference of a model with one input.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{ValueTuple{string, Tensor}})"/>
    public Tensor[] Run(Tensor input) => Run([(Inputs[0].Name, input)]);

    /// <summary>Buffers and bindings for many runs of one batch size; see <see cref="OrtBatch"/>.</summary>
    /// <param name="shapes">The shape of each input, batch included, in the order of <see cref="Inputs"/>.</param>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/> when an input or output is not of floats; else as Run.</exception>
    public OrtBatch CreateBatch(params IReadOnlyList<long[]> shapes) => OrtBatch.Create(this, shapes);

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        Native.Dispose();
    }

    private static OrtSession Create(string doing, OrtOptions? options, Func<SessionOptions, InferenceSession> create) =>
        OrtFailures.Map(FailureCause.InvalidModel, doing, () =>
        {
            using var native = OrtRuntime.Configure(options ?? OrtOptions.Default);
            return new OrtSession(create(native));
        });

    private static OrtPort Port(string name, NodeMetadata metadata) => metadata.IsTensor
        ? new(name, (ElementType)(int)metadata.ElementDataType, [.. metadata.Dimensions.Zip(metadata.SymbolicDimensions, Dimension)])
        : new(name, ElementType.Undefined, []);

    private static Dim Dimension(int size, string symbol) => size >= 0 ? Dim.Of(size) : symbol is { Length: > 0 } ? Dim.Named(symbol) : Dim.Unknown;
}
