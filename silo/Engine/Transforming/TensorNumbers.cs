using System.Runtime.InteropServices;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Transforming;

/// <summary>Floating-point tensors as doubles.</summary>
internal static class TensorNumbers
{
    /// <exception cref="NotSupportedException">The tensor holds no floating-point numbers.</exception>
    public static double[] Of(Tensor tensor) => tensor.Type switch
    {
        ElementType.Float => Array.ConvertAll(tensor.Values<float>().ToArray(), v => (double)v),
        ElementType.Double => tensor.Values<double>().ToArray(),
        ElementType.Float16 => Array.ConvertAll(tensor.Values<Half>().ToArray(), v => (double)v),
        ElementType.BFloat16 => Array.ConvertAll(
            MemoryMarshal.Cast<byte, ushort>(tensor.Data.Span).ToArray(), v => (double)BitConverter.Int32BitsToSingle(v << 16)),
        _ => throw new NotSupportedException($"{tensor.Type} is no floating-point type."),
    };
}
