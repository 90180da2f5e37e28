using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AutoCompress.Engine.Tests.Data;

/// <summary>A PNG encoder that uses every filter in turn.</summary>
internal static class PngBytes
{
    /// <param name="rows">Stored bytes, row after row, unfiltered.</param>
    /// <param name="numbers">Numbers of a pixel.</param>
    public static byte[] Encode(int width, int height, int depth, int colour, int numbers, byte[] rows, byte[]? palette = null, int interlace = 0)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)interlace);
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR", header);
        Chunk(file, "tEXt", "made by a test"u8.ToArray());
        if (palette is not null)
        {
            Chunk(file, "PLTE", palette);
        }

        var packed = Pack(Filter(rows, height, Math.Max(1, numbers * depth / 8)));
        Chunk(file, "IDAT", packed[..(packed.Length / 2)]);
        Chunk(file, "IDAT", packed[(packed.Length / 2)..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    public static byte[] Gray(int width, int height, byte[] pixels) => Encode(width, height, 8, 0, 1, pixels);

    public static byte[] Rgb(int width, int height, byte[] pixels) => Encode(width, height, 8, 2, 3, pixels);

    private static byte[] Filter(byte[] rows, int height, int step)
    {
        var size = rows.Length / height;
        var filtered = new List<byte>();
        for (var y = 0; y < height; y++)
        {
            filtered.Add((byte)(y % 5));
            for (var x = 0; x < size; x++)
            {
                int left = x < step ? 0 : rows[(y * size) + x - step];
                int up = y == 0 ? 0 : rows[((y - 1) * size) + x];
                int corner = x < step || y == 0 ? 0 : rows[((y - 1) * size) + x - step];
                var guess = (y % 5) switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => new[] { left, up, corner }.MinBy(value => Math.Abs(left + up - corner - value)),
                };
                filtered.Add((byte)(rows[(y * size) + x] - guess));
            }
        }

        return [.. filtered];
    }

    private static byte[] Pack(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.SmallestSize))
        {
            zlib.Write(data);
        }

        return target.ToArray();
    }

    private static void Chunk(MemoryStream file, string kind, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(Encoding.ASCII.GetBytes(kind));
        file.Write(content);
        file.Write([0, 0, 0, 0]);
    }
}
