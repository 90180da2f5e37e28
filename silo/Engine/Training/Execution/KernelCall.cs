using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>What a kernel sees while its node runs. One object serves all nodes of an executor.</summary>
/// <param name="widens">Whether 16-bit floats come to kernels as 32-bit ones.</param>
internal sealed class KernelCall(TorchTensor?[] frame, bool widens)
{
    private PlanStep _step = null!;
    private ExecutionMode _mode;

    /// <summary>How the node runs. What is frozen runs as in inference while the rest trains.</summary>
    public ExecutionMode Mode
    {
        get => _step.IsFrozen && _mode == ExecutionMode.Training ? ExecutionMode.Inference : _mode;
        set => _mode = value;
    }

    /// <summary>Share of the newest batch in BatchNorm's running statistics during <see cref="ExecutionMode.Reestimation"/>.</summary>
    public double ReestimationShare { get; set; } = 1;

    /// <summary>Seed of this pass for operators that draw.</summary>
    public ulong Seed { get; set; }

    /// <summary>Scales whose tensor in the frame is the logarithm.</summary>
    public HashSet<GraphValue> LearnedScales { get; } = [];

    public bool Training => Mode == ExecutionMode.Training;

    public GraphNode Node => _step.Node;

    public int InputCount => _step.Inputs.Length;

    /// <summary>A required input.</summary>
    public TorchTensor this[int slot] => Optional(slot)
        ?? throw new InvalidOperationException($"{_step.Node} lacks its input {slot}.");

    /// <summary>A required input as the frame holds it, 16-bit floats not widened.</summary>
    public TorchTensor Held(int slot) => frame[_step.Inputs[slot]]!;

    /// <summary>An input that may be left out.</summary>
    public TorchTensor? Optional(int slot)
    {
        var tensor = slot < _step.Inputs.Length && _step.Inputs[slot] is >= 0 and var index ? frame[index] : null;
        return widens && tensor is { Type: TorchType.Float16 or TorchType.BFloat16 } ? Aten.Cast(tensor, TorchType.Float) : tensor;
    }

    /// <summary>The elements of an integer input.</summary>
    public long[] Longs(int slot)
    {
        var tensor = this[slot];
        return tensor.Type == TorchType.Int64 ? tensor.ToArray<long>() : Array.ConvertAll(tensor.ToArray<int>(), value => (long)value);
    }

    /// <summary>Sets output <paramref name="index"/> if anything reads it.</summary>
    public void SetOutput(int index, TorchTensor value)
    {
        if (index < _step.Outputs.Length && _step.Outputs[index] is >= 0 and var place)
        {
            frame[place] = _step.Types is { } types && types[index] != ElementType.Undefined ? value.Fit(types[index]) : value;
        }
    }

    public bool Wants(int output) => output < _step.Outputs.Length && _step.Outputs[output] >= 0;

    /// <summary>The next of the pass's seeds (Weyl sequence).</summary>
    public ulong NextSeed() => Seed += 0x9E3779B97F4A7C15;

    internal void Run(PlanStep step)
    {
        _step = step;
        SetOutput(0, step.Kernel(this));
    }
}
