using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Engine.Training.Execution;

namespace AutoCompress.Engine.Training.Operators;

/// <summary>Softmax and its kin before opset 13 see a matrix: the axes before the given one are its rows, the others its columns.</summary>
internal static class Flattened
{
    public static TorchTensor Rows(TorchTensor x, long axis, Func<TorchTensor, TorchTensor> function)
    {
        var shape = x.Shape;
        var rows = Tensor.CountOf(shape.AsSpan(0, Places.Axis(axis, shape.Length)));
        var columns = Tensor.CountOf(shape.AsSpan(Places.Axis(axis, shape.Length)));
        return Torch.Call(Aten.Reshape, function(Torch.Call(Aten.Reshape, x, new[] { rows, columns })), shape);
    }
}
