using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>Tensors of the graph to libtorch and back.</summary>
internal static class TensorConversion
{
    /// <summary>Null for element types that libtorch does not have.</summary>
    public static TorchType? ToTorch(this ElementType type) => type switch
    {
        ElementType.Float => TorchType.Float,
        ElementType.UInt8 => TorchType.UInt8,
        ElementType.Int8 => TorchType.Int8,
        ElementType.Int16 => TorchType.Int16,
        ElementType.Int32 => TorchType.Int32,
        ElementType.Int64 => TorchType.Int64,
        ElementType.Bool => TorchType.Bool,
        ElementType.Float16 => TorchType.Float16,
        ElementType.Double => TorchType.Double,
        ElementType.BFloat16 => TorchType.BFloat16,
        _ => null,
    };

    public static ElementType ToElementType(this TorchType type) => type switch
    {
        TorchType.Float => ElementType.Float,
        TorchType.UInt8 => ElementType.UInt8,
        TorchType.Int8 => ElementType.Int8,
        TorchType.Int16 => ElementType.Int16,
        TorchType.Int32 => ElementType.Int32,
        TorchType.Int64 => ElementType.Int64,
        TorchType.Bool => ElementType.Bool,
        TorchType.Float16 => ElementType.Float16,
        TorchType.Double => ElementType.Double,
        TorchType.BFloat16 => ElementType.BFloat16,
        _ => throw new NotSupportedException($"libtorch type {type} has no ONNX type here."),
    };

    /// <summary>A copy in the current scope, or null when libtorch lacks the element type.</summary>
    /// <param name="device">−1 for the CPU, otherwise the number of a CUDA device.</param>
    public static TorchTensor? ToTorch(this Tensor tensor, int device = TorchTensor.Cpu) => tensor.Type.ToTorch() is { } type
        ? TorchTensor.From(tensor.Data.Span, type, tensor.Shape, device)
        : null;

    /// <summary>A copy as data of the graph.</summary>
    public static Tensor ToTensor(this TorchTensor tensor)
    {
        var type = tensor.Type.ToElementType();
        var shape = tensor.Shape;
        var data = new byte[type.Bytes(Tensor.CountOf(shape))];
        tensor.Read(data.AsSpan());
        return new(type, shape, data);
    }
}
