using System.Runtime.InteropServices;

namespace AutoCompress.Engine.Graph;

/// <summary>Constant data: dense, row-major, little-endian, immutable. Text tensors keep their strings instead of bytes.</summary>
public sealed class Tensor
{
    private readonly long[] _shape;

    /// <summary>Wraps <paramref name="data"/> without copying it.</summary>
    /// <exception cref="ArgumentException">The data is not as long as type and shape say.</exception>
    public Tensor(ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data)
    {
        (Type, _shape, Data) = (type, shape.ToArray(), data);
        Count = CountOf(shape);
        if (type.Bytes(Count) != data.Length)
        {
            throw new ArgumentException(
                $"A {type} tensor of shape [{string.Join(',', _shape)}] takes {type.Bytes(Count)} bytes, not {data.Length}.", nameof(data));
        }
    }

    /// <summary>A text tensor; each element is UTF-8 as stored.</summary>
    public Tensor(ReadOnlySpan<long> shape, IReadOnlyList<ReadOnlyMemory<byte>> texts)
    {
        (Type, _shape, Texts, Count) = (ElementType.Text, shape.ToArray(), texts, CountOf(shape));
        if (Count != texts.Count)
        {
            throw new ArgumentException($"A text tensor of shape [{string.Join(',', _shape)}] holds {Count} texts, not {texts.Count}.", nameof(texts));
        }
    }

    public ElementType Type { get; }

    /// <summary>Sizes of the axes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    public int Rank => _shape.Length;

    /// <summary>Elements in all.</summary>
    public long Count { get; }

    public ReadOnlyMemory<byte> Data { get; }

    public IReadOnlyList<ReadOnlyMemory<byte>>? Texts { get; }

    public static Tensor Of<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        new(TypeOf<T>(), shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public static Tensor Scalar<T>(T value) where T : unmanaged => Of([value]);

    /// <summary>The elements as <typeparamref name="T"/>, in place.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged => Type == TypeOf<T>()
        ? MemoryMarshal.Cast<byte, T>(Data.Span)
        : throw new InvalidOperationException($"The tensor holds {Type}, not {typeof(T).Name}.");

    /// <summary>The same data under another shape of the same element count.</summary>
    public Tensor Reshape(params ReadOnlySpan<long> shape) => Texts is null ? new(Type, shape, Data) : new(shape, Texts);

    /// <exception cref="OverflowException">The count does not fit into 64 bits.</exception>
    public static long CountOf(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size);
            count = checked(count * size);
        }

        return count;
    }

    private static ElementType TypeOf<T>() where T : unmanaged => default(T) switch
    {
        float => ElementType.Float,
        double => ElementType.Double,
        Half => ElementType.Float16,
        bool => ElementType.Bool,
        byte => ElementType.UInt8,
        sbyte => ElementType.Int8,
        ushort => ElementType.UInt16,
        short => ElementType.Int16,
        uint => ElementType.UInt32,
        int => ElementType.Int32,
        ulong => ElementType.UInt64,
        long => ElementType.Int64,
        _ => throw new NotSupportedException($"No ONNX element type matches {typeof(T).Name}."),
    };
}
