using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>Runs one node and returns its first output; further outputs go through <see cref="KernelCall.SetOutput"/>.</summary>
internal delegate TorchTensor OperatorKernel(KernelCall call);
