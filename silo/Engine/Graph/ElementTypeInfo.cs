namespace AutoCompress.Engine.Graph;

/// <summary>Sizes and families of <see cref="ElementType"/>.</summary>
public static class ElementTypeInfo
{
    /// <summary>Bits of one element; 0 for text and undefined.</summary>
    public static int Bits(this ElementType type) => type switch
    {
        ElementType.UInt4 or ElementType.Int4 or ElementType.Float4E2M1 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.Float8E4M3Fn or ElementType.Float8E4M3Fnuz
            or ElementType.Float8E5M2 or ElementType.Float8E5M2Fnuz => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Double or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        _ => 0,
    };

    public static bool IsFloatingPoint(this ElementType type) =>
        type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Bytes that <paramref name="count"/> elements fill, packed.</summary>
    /// <exception cref="OverflowException">The size does not fit into 64 bits.</exception>
    public static long Bytes(this ElementType type, long count) => checked((count * type.Bits() + 7) / 8);
}
