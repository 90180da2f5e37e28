namespace AutoCompress.Trials;

/// <summary>Why a step or a trial failed. Each cause counts in the metrics by its name.</summary>
public enum FailureCause
{
    /// <summary>A file is not what it should be: not ONNX, truncated, or refused by ONNX Runtime.</summary>
    InvalidModel,

    /// <summary>The data does not fit the model or itself: shapes, label range, missing files.</summary>
    InvalidData,

    /// <summary>The graph holds something that this stage cannot handle; the message names the node, its operator and opset.</summary>
    Unsupported,

    /// <summary>The candidate cannot be built from this model.</summary>
    Infeasible,

    /// <summary>The loss or a weight became NaN or infinite.</summary>
    NotANumber,

    /// <summary>A memory limit was reached.</summary>
    OutOfMemory,

    /// <summary>A native library ended the child process by a signal.</summary>
    NativeCrash,

    /// <summary>The step took longer than its limit, or its process stopped answering.</summary>
    Timeout,

    /// <summary>The exported file and the trainer disagree by more than the precision allows.</summary>
    Disagreement,

    /// <summary>A disk is full, or a file cannot be read or written.</summary>
    Storage,

    /// <summary>An accelerator or a library that the study asks for is not on this machine.</summary>
    MissingDevice,

    /// <summary>Three owners in a row died while they held the step.</summary>
    Poisoned,

    /// <summary>The step was cancelled.</summary>
    Cancelled,

    /// <summary>A bug of AutoCompress; the message names the exception.</summary>
    Internal,
}
