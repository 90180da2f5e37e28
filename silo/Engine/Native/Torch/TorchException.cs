namespace AutoCompress.Engine.Native.Torch;

/// <summary>libtorch refused a call: its own text. A bug of the caller, unlike the expected failures (memory, device).</summary>
internal sealed class TorchException(string message) : Exception(message);
