using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>
/// Reads PNG files (ISO/IEC 15948): all kinds of pixels and depths, but no interlacing. Checksums of chunks are not looked at; zlib's own
/// covers the pixels. Sizes are checked before anything is allocated.
/// </summary>
internal static class PngFile
{
    private const int HeaderBytes = 33;
    private const int MaxSide = 1 << 14;
    private const long MaxPixels = 1 << 26;
    private const long MaxFileBytes = 1 << 28;

    /// <summary>Deflate cannot expand a byte into more than this, so a larger claim is a lie that need not be tried.</summary>
    private const long MaxExpansion = 1032;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads the header alone.</summary>
    /// <exception cref="StepFailureException">The file is no PNG, or one of a kind that is not supported.</exception>
    public static PngHeader ReadHeader(string path) => BadData.Reading(path, () =>
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[HeaderBytes];
        return ParseHeader(start[..file.ReadAtLeast(start, HeaderBytes, throwOnEndOfStream: false)], path);
    });

    /// <exception cref="StepFailureException">The file is no PNG, damaged, or of a kind that is not supported.</exception>
    public static PngImage Read(string path) => BadData.Reading(path, () =>
    {
        var bytes = new FileInfo(path).Length;
        return bytes <= MaxFileBytes ? Decode(File.ReadAllBytes(path), path) : throw Damaged(path, $"takes {bytes} bytes, and at most {MaxFileBytes} are read");
    });

    internal static PngImage Decode(ReadOnlySpan<byte> file, string path)
    {
        var header = ParseHeader(file, path);
        using var packed = new MemoryStream();
        ReadOnlySpan<byte> palette = [];
        for (var rest = file[HeaderBytes..]; ;)
        {
            if (rest.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(rest) > rest.Length - 12)
            {
                throw Damaged(path, "ends in the middle");
            }

            var content = rest.Slice(8, (int)BinaryPrimitives.ReadUInt32BigEndian(rest));
            var kind = Encoding.ASCII.GetString(rest.Slice(4, 4));
            rest = rest[(12 + content.Length)..];
            if (kind == "IEND")
            {
                break;
            }

            if (kind == "PLTE")
            {
                palette = content;
            }
            else if (kind == "IDAT")
            {
                packed.Write(content);
            }
        }

        return PngPixels.Of(header, PngFilters.Undo(header, Unpack(header, packed, path), path), palette, path);
    }

    internal static StepFailureException Damaged(string path, string what) =>
        BadData.Invalid($"{path} {what}. Save the image again as PNG, or take it out of the data.");

    private static byte[] Unpack(PngHeader header, MemoryStream packed, string path)
    {
        var size = (long)header.Height * (1 + header.RowBytes);
        if (size > Math.Min(packed.Length * MaxExpansion, BadData.MemoryLimit))
        {
            throw Damaged(path, $"declares {header.Width} x {header.Height} pixels, which its {packed.Length} packed bytes cannot hold");
        }

        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        var rows = new byte[size];
        var read = zlib.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false);
        return read == rows.Length ? rows : throw Damaged(path, $"ends after {read} of {rows.Length} bytes of pixels");
    }

    private static PngHeader ParseHeader(ReadOnlySpan<byte> file, string path)
    {
        if (file.Length < HeaderBytes || !file.StartsWith(Signature) || !file.Slice(12, 4).SequenceEqual("IHDR"u8))
        {
            throw Damaged(path, "is no PNG file");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
        if (width is 0 or > MaxSide || height is 0 or > MaxSide)
        {
            throw Damaged(path, $"declares {width} x {height} pixels; 1 to {MaxSide} each way are read");
        }

        if ((long)width * height > MaxPixels)
        {
            throw BadData.Invalid($"{path} declares {width} x {height} pixels, and at most {MaxPixels} are read. Make the image smaller, or take it out of the data.");
        }

        var (depth, colour) = (file[24], (PngColour)file[25]);
        var known = (colour, depth) is (PngColour.Gray, 1 or 2 or 4 or 8 or 16) or (PngColour.Palette, 1 or 2 or 4 or 8)
            or (PngColour.Rgb or PngColour.GrayAlpha or PngColour.RgbAlpha, 8 or 16);
        if (!known || file[26] != 0 || file[27] != 0)
        {
            throw Damaged(path, $"has colour type {file[25]} with {depth} bits, compression {file[26]} and filter {file[27]}, which PNG does not define");
        }

        return file[28] == 0
            ? new((int)width, (int)height, depth, colour)
            : throw BadData.Invalid($"{path} is interlaced, which is not supported. Save the image again without interlacing (progressive display).");
    }
}
