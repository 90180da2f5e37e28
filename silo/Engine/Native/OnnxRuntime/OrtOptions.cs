using System.Collections.Immutable;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>How ONNX Runtime runs a model. Operators run one after the other (one inter-op thread); profiling is off.</summary>
public sealed record OrtOptions
{
    public static OrtOptions Default { get; } = new();

    /// <summary>Threads inside an operator, at least 1.</summary>
    public int Threads { get; init; } = 1;

    public OrtOptimization Optimization { get; init; } = OrtOptimization.All;

    /// <summary>Where the graph as ONNX Runtime optimised it is written; null for nowhere.</summary>
    public string? OptimizedModelPath { get; init; }

    /// <summary>
    /// Whether idle threads of the session spin before they sleep. ONNX Runtime's own default is true; here it is false, since spinning
    /// takes the core of whoever trains beside it. Without effect on one thread.
    /// </summary>
    public bool Spin { get; init; }

    public OrtDevice Device { get; init; } = OrtDevice.Cpu;

    /// <summary>Values between inputs and outputs that come out too, after the model's own outputs; see <see cref="OrtSession.Of"/>.</summary>
    public ImmutableArray<string> ExtraOutputs { get; init; } = [];

    /// <summary>How the model is written for ONNX Runtime by <see cref="OrtSession.Of"/>.</summary>
    public SaveOptions Save { get; init; } = SaveOptions.Default with { Documentation = false };
}
