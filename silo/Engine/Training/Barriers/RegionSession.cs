using System.Buffers;
using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.OnnxRuntime;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;
using AutoCompress.Trials;
using Microsoft.ML.OnnxRuntime;

namespace AutoCompress.Engine.Training.Barriers;

/// <summary>
/// Runs a region on ONNX Runtime with tensors of libtorch: inputs that lie row-major in the CPU's memory are read in place, results are copied
/// once. No gradient passes. Used by one thread at a time.
/// </summary>
internal sealed class RegionSession : IDisposable
{
    private const long RowMajor = 0;
    private readonly BarrierRegion _region;
    private readonly GraphValue[] _inputs;
    private readonly ElementType[] _types;
    private readonly string[] _names;
    private readonly string[] _outputs;
    private readonly int _device;
    private readonly OrtSession _session;
    private readonly RunOptions _run = new();

    /// <param name="fed">The values that the region gets from outside.</param>
    /// <param name="device">Where the results go.</param>
    /// <exception cref="StepFailureException"><see cref="FailureCause.Unsupported"/>: ONNX Runtime cannot run the region either.</exception>
    public RegionSession(ModelGraph graph, BarrierRegion region, IReadOnlyCollection<GraphValue> fed, ValueTypes types, int device)
    {
        (_region, _inputs, _device) = (region, [.. fed], device);
        _types = Array.ConvertAll(_inputs, value => types[value]);
        _names = Array.ConvertAll(_inputs, value => value.Name);
        _outputs = [.. region.Outputs.Select(value => value.Name)];
        try
        {
            // Fusions are left to the file that ships, which the trainer's answers are compared with.
            _session = OrtSession.Of(RegionModel.Of(graph, region, fed, types), new() { Threads = Torch.Threads, Optimization = OrtOptimization.Basic });
        }
        catch (StepFailureException refused) when (refused.Cause is FailureCause.InvalidModel or FailureCause.Unsupported)
        {
            throw new StepFailureException(
                FailureCause.Unsupported, $"Neither the trainer nor ONNX Runtime can run {region} (opset {graph.Header.Opsets.GetValueOrDefault(region.Nodes[0].Domain)}): {refused.Message}", refused);
        }
    }

    /// <summary>The kernel: inputs and outputs of the call are in the order of the fed values and of the region's outputs.</summary>
    public TorchTensor Run(KernelCall call)
    {
        using var grad = new GradMode(false);
        using var results = OrtFailures.Map(FailureCause.InvalidData, $"ONNX Runtime cannot run {_region}", () => Results(call));
        var tensors = results.Zip(_outputs, Take).ToArray();
        for (var i = 1; i < tensors.Length; i++)
        {
            call.SetOutput(i, tensors[i]);
        }

        return tensors[0];
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Results(KernelCall call)
    {
        using var scope = TorchScope.Enter();
        var values = new OrtValue[_inputs.Length];
        var pins = new MemoryHandle[_inputs.Length];
        try
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = Give(call.Held(i), _types[i], out pins[i]);
            }

            return _session.Native.Run(_run, _names, values, _outputs);
        }
        finally
        {
            Array.ForEach(values, value => value?.Dispose());
            Array.ForEach(pins, pin => pin.Dispose());
        }
    }

    /// <summary>The tensor in place where that is possible; what is copied belongs to the current scope.</summary>
    private static OrtValue Give(TorchTensor tensor, ElementType type, out MemoryHandle pin)
    {
        var fitted = Torch.Call(Aten.Contiguous, tensor.Fit(type), RowMajor);
        if (type.IsCarried() || fitted.Data == 0)
        {
            return OrtValues.Wrap(fitted.ToTensor(type), out pin);
        }

        pin = default;
        return OrtValues.Wrap(type, fitted.Shape, fitted.Data);
    }

    private TorchTensor Take(OrtValue value, string name)
    {
        var type = OrtValues.TypeOf(value);
        return type.ToTorch() is { } own && !type.IsCarried()
            ? TorchTensor.From(OrtValues.Bytes(value), own, OrtValues.ShapeOf(value), _device)
            : OrtValues.Copy(value, name).ToTorch(_device) ?? throw new StepFailureException(
                FailureCause.Unsupported, $"'{name}' at {_region} is of type {type}, which libtorch cannot hold.");
    }
}
