namespace AutoCompress.Engine.Training.Execution;

/// <summary>How a graph runs.</summary>
internal enum ExecutionMode
{
    /// <summary>As ONNX Runtime would run it.</summary>
    Inference,

    /// <summary>BatchNorm normalises by the batch and moves its running statistics; Dropout drops.</summary>
    Training,

    /// <summary>BatchNorm normalises by the batch and its running statistics become the plain average over the batches; Dropout does not drop.</summary>
    Reestimation,
}
