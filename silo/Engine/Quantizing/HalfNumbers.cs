using System.Runtime.InteropServices;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing;

/// <summary>32-bit constants as 16-bit ones.</summary>
internal static class HalfNumbers
{
    /// <summary>Rounds to nearest. Infinities and NaN stay; finite numbers stay finite, and nothing but zero becomes zero (it may be divided by).</summary>
    public static Tensor Of(Tensor constant)
    {
        var halves = new Half[constant.Count];
        var values = constant.Values<float>();
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = Of(values[i]);
        }

        return new(ElementType.Float16, constant.Shape, MemoryMarshal.AsBytes(halves.AsSpan()).ToArray());
    }

    private static Half Of(float value)
    {
        var half = (Half)(float.IsFinite(value) ? Math.Clamp(value, (float)Half.MinValue, (float)Half.MaxValue) : value);
        return half == Half.Zero && value != 0 ? (value > 0 ? Half.Epsilon : -Half.Epsilon) : half;
    }
}
