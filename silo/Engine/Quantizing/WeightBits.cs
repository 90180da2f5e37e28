using System.Globalization;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Quantizing;

/// <summary>
/// How many bits of an int8 weight a quantized graph uses. A processor without 8-bit dot products (VNNI, or the like) adds two products of an
/// activation and a weight in 16 bits, which saturate: 2 · 255 · 127 does not fit, 2 · 255 · 64 does. There, weights of 7 bits make the kernels
/// exact; ONNX Runtime's own tools call it a reduced range. The graph carries the number among its metadata, so that whoever trains, runs or
/// lowers it uses the same codes.
/// </summary>
public static class WeightBits
{
    /// <summary>Codes from −128 to 127.</summary>
    public const int Full = 8;

    /// <summary>Codes from −64 to 63.</summary>
    public const int Reduced = 7;

    private const string Key = "autocompress.weight_bits";

    /// <summary><see cref="Full"/> where the graph says nothing.</summary>
    public static int Of(ModelGraph graph) =>
        graph.Header.Metadata.FirstOrDefault(pair => pair.Key == Key).Value == Text(Reduced) ? Reduced : Full;

    /// <summary>Says it in the graph.</summary>
    internal static void Set(ModelGraph graph, int bits)
    {
        var others = graph.Header.Metadata.RemoveAll(pair => pair.Key == Key);
        graph.Header = graph.Header with { Metadata = bits == Full ? others : others.Add(new(Key, Text(bits))) };
    }

    /// <summary>The largest code: 127 or 63.</summary>
    internal static int LargestCode(int bits) => (1 << (bits - 1)) - 1;

    private static string Text(int bits) => bits.ToString(CultureInfo.InvariantCulture);
}
