using System.Buffers.Binary;
using System.IO.Compression;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Damages a file of any format. The same picker gives the same damage.</summary>
internal static class FileMutator
{
    private const int Header = 96;

    private static readonly (string Name, Func<byte[], MutationPicker, byte[]> Change)[] Changes =
    [
        ("bytes", Flip),
        ("bytes of the header", (bytes, picker) => [.. Flip(bytes[..Math.Min(Header, bytes.Length)], picker), .. bytes.Skip(Header)]),
        ("cut off", (bytes, picker) => bytes[..picker.Next(bytes.Length)]),
        ("empty", (_, _) => []),
        ("longer", (bytes, picker) => [.. bytes, .. new byte[1 + picker.Next(100)]]),
        ("twice", (bytes, _) => [.. bytes, .. bytes]),
        ("a number", Number),
        ("a number of the header", (bytes, picker) => [.. Number(bytes[..Math.Min(Header, bytes.Length)], picker), .. bytes.Skip(Header)]),
        ("a digit", Digit),
        ("a piece left out", (bytes, picker) => picker.Next(bytes.Length) is var at ? [.. bytes[..at], .. bytes.Skip(at + 1 + picker.Next(16))] : bytes),
        ("a piece moved", Move),
        ("zeros", (bytes, picker) => picker.Next(bytes.Length) is var at ? [.. bytes[..at], .. new byte[Math.Min(bytes.Length - at, 8)], .. bytes.Skip(at + 8)] : bytes),
        ("packed", (bytes, _) => Gzip(bytes)),
        ("packed zeros behind it", (bytes, _) => Gzip([.. bytes, .. new byte[1 << 24]])),
    ];

    /// <param name="what">What was done, for a person.</param>
    public static byte[] Mutate(byte[] file, MutationPicker picker, out string what)
    {
        var (name, change) = picker.One(Changes);
        what = name;
        return file.Length == 0 ? file : change(file, picker);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(bytes);
        }

        return target.ToArray();
    }

    private static byte[] Flip(byte[] bytes, MutationPicker picker)
    {
        var flipped = bytes.ToArray();
        for (var left = 1 + picker.Next(4); left > 0; left--)
        {
            flipped[picker.Next(flipped.Length)] = (byte)picker.Next(256);
        }

        return flipped;
    }

    private static byte[] Number(byte[] bytes, MutationPicker picker)
    {
        var changed = bytes.ToArray();
        var (at, number) = (picker.Next(Math.Max(1, bytes.Length - 8)), picker.One(MutationPicker.Extremes));
        var place = changed.AsSpan(at);
        switch (picker.Next(3))
        {
            case 0:
                BinaryPrimitives.TryWriteInt32BigEndian(place, (int)number);
                break;
            case 1:
                BinaryPrimitives.TryWriteInt32LittleEndian(place, (int)number);
                break;
            default:
                BinaryPrimitives.TryWriteInt64LittleEndian(place, number);
                break;
        }

        return changed;
    }

    private static byte[] Digit(byte[] bytes, MutationPicker picker)
    {
        var digits = Enumerable.Range(0, bytes.Length).Where(i => char.IsAsciiDigit((char)bytes[i])).ToList();
        var at = picker.One(digits.Count > 0 ? digits : [0]);
        string[] instead = ["", "-", "9999999999999", "1e99", "nan", "0x1", "9", ",", "\"", "\n", "é"];
        return [.. bytes[..at], .. System.Text.Encoding.UTF8.GetBytes(picker.One(instead)), .. bytes.Skip(at + 1)];
    }

    private static byte[] Move(byte[] bytes, MutationPicker picker)
    {
        var (from, length) = (picker.Next(bytes.Length), 1 + picker.Next(32));
        var piece = bytes.Skip(from).Take(length).ToArray();
        byte[] rest = [.. bytes[..from], .. bytes.Skip(from + length)];
        var to = picker.Next(rest.Length + 1);
        return [.. rest[..to], .. piece, .. rest[to..]];
    }
}
