using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AutoCompress.Trials;
using Google.Protobuf;
using Onnx;

namespace AutoCompress.Engine.Graph.Serialization;

/// <summary>A <see cref="TensorProto"/> in any of its encodings as a <see cref="Tensor"/>. Sizes are checked before anything is allocated.</summary>
internal sealed class TensorReader(ExternalData? external)
{
    /// <param name="what">How messages name the tensor.</param>
    public Tensor Read(TensorProto proto, string what)
    {
        var type = (ElementType)proto.DataType;
        if (type != ElementType.Text && type.Bits() == 0)
        {
            throw Invalid.Model($"{what} has element type {proto.DataType}, which ONNX does not define.");
        }

        if (proto.Segment is not null)
        {
            throw Invalid.Model($"{what} is stored in segments, which ONNX Runtime cannot read either. Save the model without them.");
        }

        var shape = proto.Dims.ToArray();
        var (count, bytes) = Sizes(type, shape, what);
        if (type == ElementType.Text)
        {
            return proto.StringData.Count == count
                ? new Tensor(shape, [.. proto.StringData.Select(text => text.Memory)])
                : throw Mismatch(what, shape, $"{count} texts", $"{proto.StringData.Count}");
        }

        var data = proto.DataLocation == TensorProto.Types.DataLocation.External
            ? (external ?? throw Invalid.Model($"{what} lies in another file; a model without a folder cannot have external data.")).Read(proto, bytes, what)
            : proto.HasRawData ? proto.RawData.Memory : Typed(proto, type, count, what, shape);
        return data.Length == bytes ? new(type, shape, data) : throw Mismatch(what, shape, $"{bytes} bytes", $"{data.Length}");
    }

    private static (long Count, long Bytes) Sizes(ElementType type, long[] shape, string what)
    {
        try
        {
            var count = Tensor.CountOf(shape);
            return (count, type.Bytes(count));
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw Invalid.Model($"{what} has the impossible shape [{string.Join(',', shape)}].", e);
        }
    }

    private static ReadOnlyMemory<byte> Typed(TensorProto proto, ElementType type, long count, string what, long[] shape)
    {
        switch (type)
        {
            case ElementType.Float or ElementType.Complex64:
                return Copy<float>(proto.FloatData, type, count, what, shape);
            case ElementType.Double or ElementType.Complex128:
                return Copy<double>(proto.DoubleData, type, count, what, shape);
            case ElementType.Int64:
                return Copy<long>(proto.Int64Data, type, count, what, shape);
            case ElementType.UInt64:
                return Copy<ulong>(proto.Uint64Data, type, count, what, shape);
            case ElementType.Int32:
                return Copy<int>(proto.Int32Data, type, count, what, shape);
            case ElementType.UInt32:
                CheckCount(proto.Uint64Data.Count, count, what, shape);
                return Bytes(proto.Uint64Data.Select(value => (uint)value).ToArray());
            default:
                return Narrow(proto, type, count, what, shape);
        }
    }

    /// <summary>16, 8 and 4 bit types: one 32-bit field an element (a byte, for the 4-bit ones), bit pattern in the low end.</summary>
    private static byte[] Narrow(TensorProto proto, ElementType type, long count, string what, long[] shape)
    {
        CheckCount(proto.Int32Data.Count, type.Bits() == 4 ? (count + 1) / 2 : count, what, shape);
        var wide = type.Bits() == 16;
        var bytes = new byte[proto.Int32Data.Count * (wide ? 2 : 1)];
        for (var i = 0; i < proto.Int32Data.Count; i++)
        {
            if (wide)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)proto.Int32Data[i]);
            }
            else
            {
                bytes[i] = (byte)proto.Int32Data[i];
            }
        }

        return bytes;
    }

    private static byte[] Copy<T>(IReadOnlyCollection<T> values, ElementType type, long count, string what, long[] shape) where T : unmanaged
    {
        CheckCount(values.Count, type is ElementType.Complex64 or ElementType.Complex128 ? 2 * count : count, what, shape);
        return Bytes(values.ToArray());
    }

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static void CheckCount(int found, long expected, string what, long[] shape)
    {
        if (found != expected)
        {
            throw Mismatch(what, shape, $"{expected} stored numbers", $"{found}");
        }
    }

    private static StepFailureException Mismatch(string what, long[] shape, string expected, string found) =>
        Invalid.Model($"{what} of shape [{string.Join(',', shape)}] needs {expected}, but the file holds {found}.");
}
