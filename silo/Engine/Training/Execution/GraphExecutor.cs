using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Barriers;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>
/// Runs a <see cref="ModelGraph"/> on libtorch, with autograd when it is on. What the trainer does not know runs on ONNX Runtime in between, and
/// no gradient passes there (see <see cref="BarrierRegions"/>). It holds its own copy of the constants; <see cref="WriteBack"/> brings trained ones
/// back. Used by one thread at a time.
/// </summary>
internal sealed class GraphExecutor : IDisposable
{
    private readonly ModelGraph _graph;
    private readonly Plan _plan;
    private readonly TorchScope _scope = new();
    private readonly TorchTensor?[] _frame;
    private readonly KernelCall _call;
    private readonly PlanStep[] _steps;
    private readonly List<Parameter> _parameters = [];
    private readonly List<GraphValue> _statistics = [];
    private readonly int _device;

    /// <param name="graph">Not changed before <see cref="WriteBack"/>.</param>
    /// <param name="wanted">The values that a run returns; the model's outputs when null.</param>
    /// <param name="learnScales">Whether the scales of fake-quantized values are trained (LSQ).</param>
    /// <param name="device">Where the constants lie and the inputs must lie.</param>
    /// <param name="strict">Whether what the trainer does not know is refused instead of handed to ONNX Runtime.</param>
    /// <exception cref="StepFailureException">The graph holds something that cannot be run, or there is no such device.</exception>
    public GraphExecutor(
        ModelGraph graph, IReadOnlyList<GraphValue>? wanted = null, bool learnScales = false, int device = TorchTensor.Cpu, bool strict = false)
    {
        (_graph, _device) = (graph, device);
        _plan = Plan.Of(GraphPartition.Of(graph, wanted ?? graph.Outputs, learnScales, strict), device);
        _frame = new TorchTensor?[_plan.Size];
        _call = new(_frame, _plan.HoldsHalves);
        using var scope = TorchScope.Enter();
        try
        {
            LoadConstants();
            _steps = FoldConstants();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The constants that are trained, in the order of the plan.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>BatchNorm's running means and variances.</summary>
    public IReadOnlyList<GraphValue> Statistics => _statistics;

    /// <summary>See <see cref="KernelCall.ReestimationShare"/>.</summary>
    public double ReestimationShare
    {
        set => _call.ReestimationShare = value;
    }

    /// <summary>Seeds what the next pass draws (Dropout).</summary>
    public ulong Seed
    {
        set => _call.Seed = value;
    }

    /// <summary>One pass. The results belong to the current scope.</summary>
    /// <param name="inputs">One for each input of the model that is no constant, in the model's order.</param>
    public TorchTensor[] Forward(ExecutionMode mode, params ReadOnlySpan<TorchTensor> inputs)
    {
        var fed = 0;
        foreach (var value in _graph.Inputs.Where(value => !value.IsConstant))
        {
            if (_plan.Reads(value))
            {
                var input = inputs[fed];
                _frame[_plan.PlaceOf(value)] = input.Type == TorchType.Float && value.Type.ToTorch() is { } wanted and not TorchType.Float ? Aten.Cast(input, wanted) : input;
            }

            fed++;
        }

        _call.Mode = mode;
        foreach (var step in _steps)
        {
            RunStep(step);
            foreach (var place in step.Frees)
            {
                _frame[place]?.Dispose();
                _frame[place] = null;
            }
        }

        return [.. _plan.Wanted.Select(value => _frame[_plan.PlaceOf(value)]!)];
    }

    /// <summary>One pass as ONNX Runtime would run it, without autograd.</summary>
    /// <param name="inputs">One for each input of the model that is no constant, in the model's order.</param>
    public Tensor[] Run(params ReadOnlySpan<Tensor> inputs)
    {
        using var scope = TorchScope.Enter();
        using var grad = new GradMode(false);
        var fed = new TorchTensor[inputs.Length];
        for (var i = 0; i < fed.Length; i++)
        {
            fed[i] = inputs[i].ToTorch(_device) ?? throw new StepFailureException(
                FailureCause.Unsupported, $"The trainer cannot take an input of type {inputs[i].Type}: libtorch {Torch.Version} has no such type.");
        }

        return [.. Forward(ExecutionMode.Inference, fed).Zip(_plan.Wanted, (output, value) => output.ToTensor(_plan.TypeOf(value)))];
    }

    /// <summary>Writes trained constants and running statistics into the graph.</summary>
    public void WriteBack()
    {
        foreach (var parameter in _parameters)
        {
            ModelGraph.SetConstant(parameter.Value, Current(parameter));
        }

        foreach (var value in _statistics)
        {
            ModelGraph.SetConstant(value, TensorOf(value).ToTensor());
        }
    }

    /// <summary>The current elements of a trained constant or a running statistic.</summary>
    public TorchTensor TensorOf(GraphValue value) => _frame[_plan.PlaceOf(value)]
        ?? throw new InvalidOperationException($"'{value.Name}' holds nothing between two passes.");

    public void Dispose()
    {
        _scope.Dispose();
        _plan.Dispose();
    }

    private static Tensor Current(Parameter parameter)
    {
        var tensor = parameter.Tensor.ToTensor();
        if (parameter.Kind != ParameterKind.LogScale)
        {
            return tensor;
        }

        var scales = Array.ConvertAll(tensor.Values<float>().ToArray(), MathF.Exp);
        return Tensor.Of(scales, parameter.Value.Constant!.Shape);
    }

    private void RunStep(PlanStep step)
    {
        try
        {
            _call.Run(step);
        }
        catch (TorchException e)
        {
            throw new StepFailureException(
                FailureCause.Unsupported, $"libtorch refused {step.Node} (opset {_graph.Opset}): {e.Message}", e);
        }
    }

    private void LoadConstants()
    {
        foreach (var value in _plan.Constants)
        {
            var loaded = value.Constant!.ToTorch(_device);
            if (loaded is null)
            {
                continue;
            }

            switch (_plan.RoleOf(value))
            {
                case ConstantRole.Weight:
                    loaded = Aten.ChannelsLast(loaded);
                    loaded.RequiresGrad = true;
                    _parameters.Add(new(value, loaded, value.Constant!.Rank > 1 ? ParameterKind.Weight : ParameterKind.Bias));
                    break;
                case ConstantRole.Scale:
                    loaded = FakeQuantization.LogScale(loaded);
                    loaded.RequiresGrad = true;
                    _parameters.Add(new(value, loaded, ParameterKind.LogScale));
                    _call.LearnedScales.Add(value);
                    break;
                case ConstantRole.Statistic:
                    _statistics.Add(value);
                    break;
            }

            _frame[_plan.PlaceOf(value)] = _scope.Own(loaded);
        }
    }

    /// <summary>Runs what depends on fixed constants alone, once.</summary>
    private PlanStep[] FoldConstants()
    {
        using var grad = new GradMode(false);
        var moving = _parameters.Select(parameter => parameter.Value).Concat(_statistics).Select(_plan.PlaceOf).ToHashSet();
        var fixedPlaces = _plan.Constants.Select(_plan.PlaceOf).Where(place => _frame[place] is not null && !moving.Contains(place)).ToHashSet();
        var left = new List<PlanStep>();
        foreach (var step in _plan.Steps)
        {
            if (step.MayDraw || !step.Inputs.All(place => place < 0 || fixedPlaces.Contains(place)))
            {
                left.Add(step);
                continue;
            }

            RunStep(step);
            foreach (var place in step.Outputs.Where(place => place >= 0))
            {
                _scope.Own(_frame[place]!);
                fixedPlaces.Add(place);
            }
        }

        left.ForEach(step => step.Frees = [.. step.Frees.Where(place => !fixedPlaces.Contains(place))]);
        return [.. left];
    }
}
