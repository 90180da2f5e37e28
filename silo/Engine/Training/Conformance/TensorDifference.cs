using System.Globalization;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Training.Conformance;

/// <summary>Compares as ONNX's own test runner does: equal types, shapes and integers; floats within 1e-3 of the expected one, plus 1e-7.</summary>
internal static class TensorDifference
{
    private const double Relative = 1e-3;
    private const double Absolute = 1e-7;

    /// <summary>Null when there is none.</summary>
    public static string? First(Tensor expected, Tensor actual)
    {
        if (expected.Type != actual.Type)
        {
            return $"{expected.Type} expected, {actual.Type} found";
        }

        if (!expected.Shape.SequenceEqual(actual.Shape))
        {
            return $"shape {Text(expected)} expected, {Text(actual)} found";
        }

        if (!expected.Type.IsFloatingPoint())
        {
            return expected.Data.Span.SequenceEqual(actual.Data.Span) ? null : "integers differ";
        }

        var (x, y) = (Numbers(expected), Numbers(actual));
        for (var i = 0; i < x.Length; i++)
        {
            if (!x[i].Equals(y[i]) && !(Math.Abs(x[i] - y[i]) <= Absolute + (Relative * Math.Abs(x[i]))))
            {
                return string.Create(CultureInfo.InvariantCulture, $"element {i} of {x.Length}: {x[i]:R} expected, {y[i]:R} found");
            }
        }

        return null;
    }

    private static string Text(Tensor tensor) => $"[{string.Join(',', tensor.Shape.ToArray())}]";

    private static double[] Numbers(Tensor tensor) => tensor.Type switch
    {
        ElementType.Float => Array.ConvertAll(tensor.Values<float>().ToArray(), value => (double)value),
        ElementType.Double => tensor.Values<double>().ToArray(),
        ElementType.Float16 => Array.ConvertAll(tensor.Values<Half>().ToArray(), value => (double)value),
        _ => BrainFloats(tensor.Data.Span),
    };

    /// <summary>The upper half of a single.</summary>
    private static double[] BrainFloats(ReadOnlySpan<byte> data)
    {
        var numbers = new double[data.Length / 2];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BitConverter.Int32BitsToSingle((data[2 * i] << 16) | (data[(2 * i) + 1] << 24));
        }

        return numbers;
    }
}
