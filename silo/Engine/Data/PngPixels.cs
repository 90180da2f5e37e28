namespace AutoCompress.Engine.Data;

/// <summary>Stored pixels of any kind as bytes of gray or colour: 16 bits are cut to their upper 8, fewer are spread over 0 to 255, alpha is dropped.</summary>
internal static class PngPixels
{
    /// <param name="rows">Unfiltered, each behind one byte.</param>
    /// <param name="palette">Red, green and blue of each entry.</param>
    /// <exception cref="Trials.StepFailureException">InvalidData: a pixel names a colour that the palette lacks.</exception>
    public static PngImage Of(PngHeader header, byte[] rows, ReadOnlySpan<byte> palette, string path)
    {
        var channels = header.IsGray ? 1 : 3;
        var pixels = new byte[checked(header.Width * header.Height * channels)];
        for (var y = 0; y < header.Height; y++)
        {
            var row = rows.AsSpan((y * (1 + header.RowBytes)) + 1, header.RowBytes);
            for (var x = 0; x < header.Width; x++)
            {
                var target = pixels.AsSpan(((y * header.Width) + x) * channels, channels);
                if (header.Colour == PngColour.Palette)
                {
                    var entry = Number(row, x, header.BitDepth) * 3;
                    if (entry + 3 > palette.Length)
                    {
                        throw PngFile.Damaged(path, $"has a pixel of colour {entry / 3}, but a palette of {palette.Length / 3}");
                    }

                    palette.Slice(entry, 3).CopyTo(target);
                    continue;
                }

                for (var channel = 0; channel < channels; channel++)
                {
                    target[channel] = Level(row, (x * header.Numbers) + channel, header.BitDepth);
                }
            }
        }

        return new(header.Width, header.Height, channels, pixels);
    }

    private static byte Level(ReadOnlySpan<byte> row, int at, int depth) =>
        depth == 16 ? row[2 * at] : (byte)(Number(row, at, depth) * 255 / ((1 << depth) - 1));

    /// <summary>Number <paramref name="at"/> of a row whose numbers take at most 8 bits, the first in the upper end of a byte.</summary>
    private static int Number(ReadOnlySpan<byte> row, int at, int depth)
    {
        var perByte = 8 / depth;
        return (row[at / perByte] >> (8 - (depth * ((at % perByte) + 1)))) & ((1 << depth) - 1);
    }
}
