namespace AutoCompress.Engine.Training;

/// <summary>Where tensors live while a graph is trained.</summary>
public enum TrainingDevice
{
    Cpu,

    /// <summary>The first CUDA device. Needs the shim built against a libtorch with CUDA; untested so far.</summary>
    Cuda,
}
