using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace AutoCompress.Engine.Tests.Data;

/// <summary>Arrays as NumPy writes them.</summary>
internal static class NumpyBytes
{
    public static byte[] Npy<T>(string type, T[] values, params long[] shape) where T : unmanaged =>
        Raw($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}", MemoryMarshal.AsBytes(values.AsSpan()));

    /// <summary>Version 1.0 with the given dictionary, padded to 64 bytes.</summary>
    public static byte[] Raw(string dictionary, ReadOnlySpan<byte> data)
    {
        var text = dictionary.PadRight(((dictionary.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        var bytes = new byte[10 + text.Length + data.Length];
        byte[] magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        data.CopyTo(bytes.AsSpan(10 + text.Length));
        return bytes;
    }

    public static byte[] Npz(params (string Name, byte[] Array)[] arrays)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, array) in arrays)
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(array);
            }
        }

        return target.ToArray();
    }
}
