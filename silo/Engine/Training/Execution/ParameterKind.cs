namespace AutoCompress.Engine.Training.Execution;

/// <summary>Kinds of trained constants.</summary>
internal enum ParameterKind
{
    /// <summary>Two axes or more: weight decay acts.</summary>
    Weight,

    /// <summary>Biases, BatchNorm scale and shift: no weight decay.</summary>
    Bias,

    /// <summary>The logarithm of a quantization scale (LSQ): no weight decay.</summary>
    LogScale,
}
