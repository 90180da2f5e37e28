namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>Levels of ONNX Runtime's own graph optimisation, each with all before it.</summary>
public enum OrtOptimization
{
    None,

    /// <summary>Constant folding and redundant nodes.</summary>
    Basic,

    /// <summary>Fusions (Conv and activation, quantized operators).</summary>
    Extended,

    /// <summary>Blocked memory layouts as well.</summary>
    All,
}
