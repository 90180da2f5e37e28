using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Optimizing;

/// <summary>Turns gradients into updates. Runs with autograd off.</summary>
internal interface IOptimizer : IDisposable
{
    /// <summary>Its memory, by name: what a checkpoint holds. Each is as large as its parameter.</summary>
    IEnumerable<(string Name, TorchTensor Tensor)> State { get; }

    /// <summary>Updates the parameters in place.</summary>
    /// <param name="gradients">In the order of the parameters; not changed.</param>
    /// <param name="step">Updates before this one.</param>
    void Step(TorchTensor[] gradients, double learningRate, long step);
}
