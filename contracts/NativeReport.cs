using System.Collections.Immutable;

namespace AutoCompress;

/// <summary>What a worker process finds on its machine.</summary>
/// <param name="Torch">libtorch's version; null when it cannot be loaded.</param>
/// <param name="TorchProblem">Why not.</param>
/// <param name="OnnxRuntime">ONNX Runtime's version; null when it cannot be loaded.</param>
/// <param name="OnnxRuntimeProblem">Why not.</param>
/// <param name="Providers">Execution providers of ONNX Runtime's build.</param>
public sealed record NativeReport(
    string? Torch, string? TorchProblem, string? OnnxRuntime, string? OnnxRuntimeProblem, ImmutableArray<string> Providers);
