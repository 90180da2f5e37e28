using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AutoCompress.Engine.Graph;

namespace AutoCompress.Engine.Data;

/// <summary>The header of a NumPy array: magic, version, and a Python dictionary as text.</summary>
/// <param name="Type">Element type; big-endian arrays are refused.</param>
/// <param name="Shape">Row-major; empty for a single number.</param>
/// <param name="Bytes">Bytes before the data.</param>
internal sealed partial record NpyHeader(ElementType Type, long[] Shape, int Bytes)
{
    private const int MaxText = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Bytes of the data.</summary>
    public Int128 DataBytes => Shape.Aggregate((Int128)(Type.Bits() / 8), (product, size) => product * size);

    /// <summary>Reads from the start of <paramref name="content"/> up to the data.</summary>
    /// <param name="source">Names the array in messages.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData: no NumPy array, or one of a kind that is not supported.</exception>
    public static NpyHeader Read(Stream content, string source)
    {
        Span<byte> start = stackalloc byte[12];
        var wide = ReadExactly(content, start[..8], source)[6] >= 2;
        if (!start[..6].SequenceEqual(Magic) || start[6] is < 1 or > 3)
        {
            throw BadData.Invalid($"{source} is no NumPy array: it begins with {Convert.ToHexString(start[..8])}. Write it with numpy.save.");
        }

        var lengthBytes = wide ? 4 : 2;
        var length = ReadExactly(content, start.Slice(8, lengthBytes), source);
        var textBytes = wide ? BinaryPrimitives.ReadUInt32LittleEndian(length) : BinaryPrimitives.ReadUInt16LittleEndian(length);
        if (textBytes > MaxText)
        {
            throw BadData.Invalid($"{source} declares a header of {textBytes} bytes, and at most {MaxText} are read. Write it again with numpy.save.");
        }

        var text = Encoding.UTF8.GetString(ReadExactly(content, new byte[textBytes], source));
        return new(TypeOf(text, source), ShapeOf(text, source), 8 + lengthBytes + (int)textBytes);
    }

    private static Span<byte> ReadExactly(Stream content, Span<byte> buffer, string source) =>
        content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length
            ? buffer
            : throw BadData.Invalid($"{source} is shorter than the header of a NumPy array. Write it again with numpy.save.");

    private static ElementType TypeOf(string text, string source)
    {
        var type = TypePattern().Match(text) is { Success: true } match ? match.Groups[1].Value : "";
        return type switch
        {
            "|u1" => ElementType.UInt8,
            "|i1" => ElementType.Int8,
            "|b1" => ElementType.Bool,
            "<u2" => ElementType.UInt16,
            "<i2" => ElementType.Int16,
            "<u4" => ElementType.UInt32,
            "<i4" => ElementType.Int32,
            "<u8" => ElementType.UInt64,
            "<i8" => ElementType.Int64,
            "<f2" => ElementType.Float16,
            "<f4" => ElementType.Float,
            "<f8" => ElementType.Double,
            _ => throw BadData.Invalid(
                $"{source} holds elements of type {(type.Length > 0 ? $"'{type}'" : "(a structure)")}; whole and floating-point numbers in little-endian order are read. Convert it with .astype('<f4') or .astype('<i8')."),
        };
    }

    private static long[] ShapeOf(string text, string source)
    {
        if (FortranPattern().Match(text) is not { Success: true } order || ShapePattern().Match(text) is not { Success: true } shape)
        {
            throw BadData.Invalid($"{source} has a header without shape or order: {text.Trim()}. Write it again with numpy.save.");
        }

        if (order.Groups[1].Value == "True")
        {
            throw BadData.Invalid($"{source} is stored column by column. Write it again with numpy.save(..., numpy.ascontiguousarray(array)).");
        }

        var sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return [.. sizes.Select(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw BadData.Invalid($"{source} has the impossible shape ({shape.Groups[1].Value}). Write it again with numpy.save."))];
    }

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex FortranPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapePattern();
}
