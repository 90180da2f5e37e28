using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Data;

/// <summary>Little-endian elements of any plain type as the numbers that this program works with.</summary>
internal static class Elements
{
    /// <summary>Whether <see cref="ToFloats"/> can read the type.</summary>
    public static bool AreNumbers(ElementType type) => type is ElementType.Bool or ElementType.Float16 or ElementType.Float or ElementType.Double || AreWhole(type);

    public static bool AreWhole(ElementType type) => type
        is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16
        or ElementType.UInt32 or ElementType.Int32 or ElementType.UInt64 or ElementType.Int64;

    /// <summary>Whole numbers above 2^24 lose their last digits.</summary>
    public static void ToFloats(ElementType type, ReadOnlySpan<byte> stored, Span<float> values)
    {
        switch (type)
        {
            case ElementType.Float:
                MemoryMarshal.Cast<byte, float>(stored).CopyTo(values);
                break;
            case ElementType.UInt8 or ElementType.Bool:
                TensorPrimitives.ConvertTruncating(stored, values);
                break;
            case ElementType.Int8:
                Convert<sbyte>(stored, values);
                break;
            case ElementType.UInt16:
                Convert<ushort>(stored, values);
                break;
            case ElementType.Int16:
                Convert<short>(stored, values);
                break;
            case ElementType.UInt32:
                Convert<uint>(stored, values);
                break;
            case ElementType.Int32:
                Convert<int>(stored, values);
                break;
            case ElementType.UInt64:
                Convert<ulong>(stored, values);
                break;
            case ElementType.Int64:
                Convert<long>(stored, values);
                break;
            case ElementType.Float16:
                Convert<Half>(stored, values);
                break;
            case ElementType.Double:
                Convert<double>(stored, values);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "No plain number.");
        }
    }

    /// <summary>Numbers as elements of any plain type, little-endian; fractions are cut off and what does not fit becomes the nearest that does.</summary>
    public static void FromFloats(ElementType type, ReadOnlySpan<float> values, Span<byte> stored)
    {
        switch (type)
        {
            case ElementType.Float:
                MemoryMarshal.AsBytes(values).CopyTo(stored);
                break;
            case ElementType.Bool:
                for (var i = 0; i < values.Length; i++)
                {
                    stored[i] = values[i] != 0 ? (byte)1 : (byte)0;
                }

                break;
            case ElementType.UInt8:
                TensorPrimitives.ConvertSaturating(values, stored);
                break;
            case ElementType.Int8:
                Store<sbyte>(values, stored);
                break;
            case ElementType.UInt16:
                Store<ushort>(values, stored);
                break;
            case ElementType.Int16:
                Store<short>(values, stored);
                break;
            case ElementType.UInt32:
                Store<uint>(values, stored);
                break;
            case ElementType.Int32:
                Store<int>(values, stored);
                break;
            case ElementType.UInt64:
                Store<ulong>(values, stored);
                break;
            case ElementType.Int64:
                Store<long>(values, stored);
                break;
            case ElementType.Float16:
                Store<Half>(values, stored);
                break;
            case ElementType.Double:
                Store<double>(values, stored);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "No plain number.");
        }
    }

    /// <summary>Whole numbers as 64-bit ones; an unsigned one that does not fit becomes negative.</summary>
    public static long[] ToWhole(ElementType type, ReadOnlySpan<byte> stored) => type switch
    {
        ElementType.UInt8 => Widen<byte>(stored),
        ElementType.Int8 => Widen<sbyte>(stored),
        ElementType.UInt16 => Widen<ushort>(stored),
        ElementType.Int16 => Widen<short>(stored),
        ElementType.UInt32 => Widen<uint>(stored),
        ElementType.Int32 => Widen<int>(stored),
        ElementType.UInt64 or ElementType.Int64 => MemoryMarshal.Cast<byte, long>(stored).ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No whole number."),
    };

    private static void Convert<T>(ReadOnlySpan<byte> stored, Span<float> values) where T : unmanaged, System.Numerics.INumberBase<T> =>
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, T>(stored), values);

    private static void Store<T>(ReadOnlySpan<float> values, Span<byte> stored) where T : unmanaged, System.Numerics.INumberBase<T> =>
        TensorPrimitives.ConvertSaturating(values, MemoryMarshal.Cast<byte, T>(stored));

    private static long[] Widen<T>(ReadOnlySpan<byte> stored) where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var whole = new long[stored.Length / System.Runtime.CompilerServices.Unsafe.SizeOf<T>()];
        TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, T>(stored), whole.AsSpan());
        return whole;
    }
}
