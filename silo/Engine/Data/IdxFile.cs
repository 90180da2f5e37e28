using System.Buffers.Binary;
using System.IO.Compression;
using AutoCompress.Trials;

namespace AutoCompress.Engine.Data;

/// <summary>LeCun's IDX format for unsigned bytes, plain or gzipped: 00 00 08 rank, rank big-endian 32-bit sizes, the bytes.</summary>
internal static class IdxFile
{
    private const int MaxRank = 4;
    private const byte UnsignedByte = 0x08;

    /// <summary>Deflate cannot expand a byte into more than this, so a larger claim is a lie that need not be tried.</summary>
    private const long MaxExpansion = 1032;

    /// <summary>Reads a whole file. Nothing is allocated before the declared sizes are checked against the bytes there are.</summary>
    /// <exception cref="StepFailureException">InvalidData: not IDX, truncated, longer than declared, or too large; Storage: unreadable.</exception>
    public static IdxContent Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var zipped = IsGzip(file);
            using Stream content = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            var (shape, headerBytes) = ReadHeader(content, path);
            var declared = DeclaredBytes(shape, path);
            CheckPlausible(path, declared, zipped ? file.Length * MaxExpansion : file.Length - headerBytes);
            var data = new byte[declared];
            if (content.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) is var read && read < data.Length)
            {
                throw Invalid(path, $"ends after {read} of the {declared} bytes that its header declares");
            }

            return content.ReadByte() < 0 ? new(shape, data) : throw Invalid(path, $"goes on after the {declared} bytes that its header declares");
        }
        catch (InvalidDataException e)
        {
            throw Invalid(path, $"is damaged ({e.Message.TrimEnd('.')})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StepFailureException(FailureCause.Storage, $"{path} cannot be read: {e.Message}", e);
        }
    }

    private static bool IsGzip(FileStream file)
    {
        var zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return zipped;
    }

    private static (long[] Shape, int Bytes) ReadHeader(Stream content, string path)
    {
        Span<byte> magic = stackalloc byte[4];
        if (content.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4)
        {
            throw Invalid(path, "is shorter than an IDX header");
        }

        if (magic[0] != 0 || magic[1] != 0 || magic[2] != UnsignedByte || magic[3] is 0 or > MaxRank)
        {
            throw Invalid(path, $"is no IDX file of unsigned bytes: it begins with {Convert.ToHexString(magic)}, not with 000008 and a rank of 1 to {MaxRank}");
        }

        Span<byte> sizes = stackalloc byte[4 * magic[3]];
        if (content.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false) < sizes.Length)
        {
            throw Invalid(path, "is shorter than an IDX header");
        }

        var shape = new long[magic[3]];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            shape[axis] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * axis)..]);
        }

        return (shape, 4 + sizes.Length);
    }

    private static long DeclaredBytes(long[] shape, string path)
    {
        var limit = Math.Min(Array.MaxLength, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
        var bytes = (Int128)1;
        foreach (var size in shape)
        {
            bytes *= size;
        }

        return bytes <= 0 ? throw Invalid(path, $"declares an empty shape [{string.Join(", ", shape)}]")
            : bytes > limit ? throw Invalid(path, $"declares {bytes} bytes, and at most {limit} fit here")
            : (long)bytes;
    }

    private static void CheckPlausible(string path, long declared, long possible)
    {
        if (declared > possible)
        {
            throw Invalid(path, $"declares {declared} bytes, but at most {possible} can be in it");
        }
    }

    private static StepFailureException Invalid(string path, string what) =>
        new(FailureCause.InvalidData, $"{path} {what}. Copy or download the file again, or correct the study's data section.");
}
