using System.Buffers.Binary;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>
/// Ten classes of small grey images that a small network learns quickly, but not perfectly: a pattern of grey squares for each class, the same
/// from left and right, under heavy noise.
/// </summary>
internal static class IdxFiles
{
    public const int Classes = 10;
    public const int Side = 12;
    private const int Squares = 3;

    /// <summary>Writes images and labels under <paramref name="stem"/>.</summary>
    /// <param name="seed">Of the noise; the patterns are the same for all seeds.</param>
    public static void Write(string stem, int count, int seed, int side = Side, int classes = Classes)
    {
        var patterns = new Random(7);
        var squares = Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, Squares * Squares).Select(_ => patterns.Next(256)).ToArray()).ToArray();
        var noise = new Random(seed);
        var pixels = new byte[count * side * side];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (sample, row, column) = (i / (side * side), i / side % side, i % side);
            var square = squares[sample % classes][(row * Squares / side * Squares) + (Math.Min(column, side - 1 - column) * Squares / side)];
            pixels[i] = (byte)Math.Clamp(square + ((noise.NextDouble() + noise.NextDouble() - 1) * 330), 0, 255);
        }

        File.WriteAllBytes(stem + "-images-idx3-ubyte", Content(pixels, count, side, side));
        File.WriteAllBytes(stem + "-labels-idx1-ubyte", Content([.. Enumerable.Range(0, count).Select(i => (byte)(i % classes))], count));
    }

    private static byte[] Content(byte[] data, params int[] shape)
    {
        var bytes = new byte[4 + (4 * shape.Length) + data.Length];
        (bytes[2], bytes[3]) = (8, (byte)shape.Length);
        for (var axis = 0; axis < shape.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * axis)), shape[axis]);
        }

        data.CopyTo(bytes, 4 + (4 * shape.Length));
        return bytes;
    }
}
