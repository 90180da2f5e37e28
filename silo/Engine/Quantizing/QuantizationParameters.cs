using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing;

/// <summary>Scale and zero point of an 8-bit tensor: real = (code − zero point) · scale, as QuantizeLinear and DequantizeLinear define it.</summary>
/// <param name="Scale">Positive: the step between two codes.</param>
/// <param name="ZeroPoint">The code of 0; in [0, 255] or [−128, 127].</param>
/// <param name="Type"><see cref="ElementType.UInt8"/> or <see cref="ElementType.Int8"/>.</param>
public readonly record struct QuantizationParameters(float Scale, int ZeroPoint, ElementType Type)
{
    /// <summary>Below it a product of two scales is no normal float any more.</summary>
    internal const float SmallestScale = 1e-12f;

    public int LowestCode => Type == ElementType.UInt8 ? 0 : -128;

    public int HighestCode => Type == ElementType.UInt8 ? 255 : 127;

    /// <summary>The lowest value that a code stands for.</summary>
    public float Low => (LowestCode - ZeroPoint) * Scale;

    /// <summary>The highest value that a code stands for.</summary>
    public float High => (HighestCode - ZeroPoint) * Scale;

    /// <summary>All 256 codes of <paramref name="type"/> over the range, zero exactly representable.</summary>
    public static QuantizationParameters Affine(ValueRange range, ElementType type = ElementType.UInt8)
    {
        var scale = (float)Math.Max((range.High - range.Low) / 255, SmallestScale);
        var zeroPoint = (int)Math.Clamp(Math.Round(-range.Low / scale), 0, 255);
        return type switch
        {
            ElementType.UInt8 => new(scale, zeroPoint, type),
            ElementType.Int8 => new(scale, zeroPoint - 128, type),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }

    /// <summary>Signed codes around a zero point of 0, from −<paramref name="largestCode"/> to <paramref name="largestCode"/>.</summary>
    /// <param name="largestCode">At most 127.</param>
    public static QuantizationParameters Symmetric(ValueRange range, int largestCode = 127) =>
        new((float)Math.Max(range.Reach / largestCode, SmallestScale), 0, ElementType.Int8);

    /// <summary>The code of <paramref name="value"/>: rounded to even, saturated; NaN becomes the zero point.</summary>
    public int Quantize(float value) => float.IsNaN(value)
        ? ZeroPoint
        : (int)Math.Clamp(MathF.Round(value / Scale) + ZeroPoint, LowestCode, HighestCode);

    public float Dequantize(int code) => (code - ZeroPoint) * Scale;
}
