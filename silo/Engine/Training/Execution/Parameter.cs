using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>A constant of the graph that is trained.</summary>
/// <param name="Value">Where it is written back.</param>
/// <param name="Tensor">Its current elements; requires gradients.</param>
/// <param name="Kind">What it is, which decides on weight decay.</param>
internal sealed record Parameter(GraphValue Value, TorchTensor Tensor, ParameterKind Kind)
{
    public string Name => Value.Name;
}
