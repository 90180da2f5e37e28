namespace AutoCompress.Engine.Native.Torch;

/// <summary>enum Code of the shim.</summary>
internal enum TorchCode
{
    Ok = 0,
    Error = 1,
    OutOfMemory = 2,
    NoDevice = 3,
}
