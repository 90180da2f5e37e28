using AutoCompress.Engine.Graph;
using AutoCompress.Engine.Native.Torch;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Training.Execution;

/// <summary>
/// Tensors of the graph to libtorch and back. Unsigned and 4-bit integers, which libtorch lacks, are carried by a wider or signed type;
/// <see cref="Fit"/> brings results back into their range.
/// </summary>
internal static class TensorConversion
{
    private static readonly TorchOperator BitwiseAnd = new("aten::bitwise_and", "Scalar");

    /// <summary>What holds the elements in libtorch; null for types that nothing there can hold (text, complex, 8-bit and 4-bit floats).</summary>
    public static TorchType? ToTorch(this ElementType type) => type switch
    {
        ElementType.Float => TorchType.Float,
        ElementType.UInt8 or ElementType.UInt4 => TorchType.UInt8,
        ElementType.Int8 or ElementType.Int4 => TorchType.Int8,
        ElementType.Int16 => TorchType.Int16,
        ElementType.Int32 or ElementType.UInt16 => TorchType.Int32,
        ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64 => TorchType.Int64,
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

    /// <summary>Whether a type of libtorch's that is not its own carries it.</summary>
    public static bool IsCarried(this ElementType type) =>
        type is ElementType.UInt4 or ElementType.Int4 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;

    /// <summary>16-bit floats: few CPU kernels take them, so operators compute in 32 bits and the result is rounded, as ONNX Runtime does.</summary>
    public static bool IsHalf(this ElementType type) => type is ElementType.Float16 or ElementType.BFloat16;

    /// <summary>A result as its ONNX type holds it: integers wrap around, floats are rounded.</summary>
    public static TorchTensor Fit(this TorchTensor tensor, ElementType type)
    {
        var carrier = type.ToTorch()!.Value;
        var cast = tensor.Type == carrier ? tensor : Aten.Cast(tensor, carrier);
        return type switch
        {
            ElementType.UInt4 => Torch.Call(BitwiseAnd, cast, 0xF),
            ElementType.UInt16 => Torch.Call(BitwiseAnd, cast, 0xFFFF),
            ElementType.UInt32 => Torch.Call(BitwiseAnd, cast, 0xFFFF_FFFF),
            _ => cast,
        };
    }

    /// <summary>A copy in the current scope, or null when libtorch lacks the element type.</summary>
    /// <param name="device">−1 for the CPU, otherwise the number of a CUDA device.</param>
    /// <exception cref="StepFailureException">An unsigned 64-bit number of 2^63 or more.</exception>
    public static TorchTensor? ToTorch(this Tensor tensor, int device = TorchTensor.Cpu)
    {
        if (tensor.Type.ToTorch() is not { } type)
        {
            return null;
        }

        return tensor.Type switch
        {
            ElementType.UInt4 => TorchTensor.From<byte>(Nibbles(tensor), type, tensor.Shape, device),
            ElementType.Int4 => TorchTensor.From<sbyte>(Array.ConvertAll(Nibbles(tensor), nibble => (sbyte)((sbyte)(nibble << 4) >> 4)), type, tensor.Shape, device),
            ElementType.UInt16 => TorchTensor.From<int>(Array.ConvertAll(tensor.Values<ushort>().ToArray(), value => (int)value), type, tensor.Shape, device),
            ElementType.UInt32 => TorchTensor.From<long>(Array.ConvertAll(tensor.Values<uint>().ToArray(), value => (long)value), type, tensor.Shape, device),
            ElementType.UInt64 => TorchTensor.From<long>(Array.ConvertAll(tensor.Values<ulong>().ToArray(), Signed), type, tensor.Shape, device),
            _ => TorchTensor.From(tensor.Data.Span, type, tensor.Shape, device),
        };
    }

    /// <summary>A copy as data of the graph.</summary>
    /// <param name="type">A carried type, or <see cref="ElementType.Undefined"/> for the tensor's own.</param>
    public static Tensor ToTensor(this TorchTensor tensor, ElementType type = ElementType.Undefined)
    {
        var shape = tensor.Shape;
        switch (type)
        {
            case ElementType.UInt4 or ElementType.Int4:
                return new(type, shape, Packed(Aten.Cast(tensor, TorchType.UInt8).ToArray<byte>()));
            case ElementType.UInt16:
                return Tensor.Of(Array.ConvertAll(tensor.ToArray<int>(), value => (ushort)value), shape);
            case ElementType.UInt32:
                return Tensor.Of(Array.ConvertAll(tensor.ToArray<long>(), value => (uint)value), shape);
            case ElementType.UInt64:
                return Tensor.Of(Array.ConvertAll(tensor.ToArray<long>(), value => (ulong)value), shape);
        }

        var own = tensor.Type.ToElementType();
        var data = new byte[own.Bytes(Tensor.CountOf(shape))];
        tensor.Read(data.AsSpan());
        return new(own, shape, data);
    }

    private static long Signed(ulong value) => value <= long.MaxValue
        ? (long)value
        : throw new StepFailureException(FailureCause.Unsupported, $"The trainer cannot hold {value}: libtorch has no unsigned 64-bit integers, only signed ones.");

    /// <summary>The first element lies in the low half of the first byte.</summary>
    private static byte[] Nibbles(Tensor tensor)
    {
        var packed = tensor.Data.Span;
        var nibbles = new byte[tensor.Count];
        for (var i = 0; i < nibbles.Length; i++)
        {
            nibbles[i] = (byte)((packed[i / 2] >> (4 * (i % 2))) & 0xF);
        }

        return nibbles;
    }

    private static byte[] Packed(byte[] nibbles)
    {
        var packed = new byte[(nibbles.Length + 1) / 2];
        for (var i = 0; i < nibbles.Length; i++)
        {
            packed[i / 2] |= (byte)((nibbles[i] & 0xF) << (4 * (i % 2)));
        }

        return packed;
    }
}
