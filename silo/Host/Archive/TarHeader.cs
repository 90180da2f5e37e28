using System.Buffers.Binary;
using System.Text;

namespace AutoCompress.Host.Archive;

/// <summary>Headers of tar entries (POSIX.1-1988 ustar) in exactly one form: plain files without owner or time.</summary>
/// <remarks>
/// Only this form is read, so that there is nothing in an export that nobody has checked: no links, no folders, no paths but ours. Sizes from
/// 8 GiB on are written as GNU tar does.
/// </remarks>
internal static class TarHeader
{
    /// <summary>Headers, and what content is filled up to.</summary>
    public const int Block = 512;

    /// <summary>What a name is shorter than.</summary>
    public const int NameLength = 100;

    private const int SizeAt = 124;
    private const int SizeLength = 12;
    private const int SumAt = 148;
    private const int SumLength = 8;
    private const long LargestOctal = (1L << 33) - 1;

    public static byte[] Write(string name, long size)
    {
        var header = new byte[Block];
        Encoding.ASCII.GetBytes(name, header.AsSpan(0, NameLength));
        "0000644\0"u8.CopyTo(header.AsSpan(100));
        "0000000\00000000\0"u8.CopyTo(header.AsSpan(108));
        WriteSize(size, header.AsSpan(SizeAt, SizeLength));
        "00000000000\0"u8.CopyTo(header.AsSpan(136));
        header[156] = (byte)'0';
        "ustar\000"u8.CopyTo(header.AsSpan(257));
        header.AsSpan(SumAt, SumLength).Fill((byte)' ');
        var sum = header.Sum(part => part);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header.AsSpan(SumAt, SumLength));
        return header;
    }

    /// <returns>Null when the block is no header that <see cref="Write"/> makes.</returns>
    public static (string Name, long Size)? Read(ReadOnlySpan<byte> block)
    {
        var end = block[..NameLength].IndexOf((byte)0);
        if (end <= 0 || ReadSize(block.Slice(SizeAt, SizeLength)) is not { } size)
        {
            return null;
        }

        var name = Encoding.ASCII.GetString(block[..end]);
        return block.SequenceEqual(Write(name, size)) ? (name, size) : null;
    }

    /// <summary>Bytes behind a content of <paramref name="size"/>, all zero.</summary>
    public static int Padding(long size) => (int)((Block - size % Block) % Block);

    private static void WriteSize(long size, Span<byte> field)
    {
        if (size > LargestOctal)
        {
            field[0] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
            return;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(SizeLength - 1, '0'), field);
    }

    private static long? ReadSize(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80)
        {
            return BinaryPrimitives.ReadInt64BigEndian(field[4..]) is var large && large > LargestOctal ? large : null;
        }

        long size = 0;
        foreach (var digit in field[..^1])
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            size = size * 8 + (digit - '0');
        }

        return size;
    }
}
