namespace AutoCompress.Engine.Native.OnnxRuntime;

/// <summary>The execution provider.</summary>
public enum OrtDevice
{
    Cpu,

    /// <summary>Needs the CUDA build of ONNX Runtime beside the executable; no test of this project has run it.</summary>
    Cuda,
}
