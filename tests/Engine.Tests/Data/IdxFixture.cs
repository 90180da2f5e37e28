using System.Buffers.Binary;
using System.IO.Compression;

namespace AutoCompress.Engine.Tests.Data;

/// <summary>IDX files in a folder of their own.</summary>
internal sealed class IdxFixture : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("idx-").FullName;

    public string Stem => Path.Combine(Folder, "train");

    public static byte[] Idx(byte[] data, params int[] shape)
    {
        var bytes = new byte[4 + (4 * shape.Length) + data.Length];
        (bytes[2], bytes[3]) = (8, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), shape[i]);
        }

        data.CopyTo(bytes, 4 + (4 * shape.Length));
        return bytes;
    }

    public static byte[] Gzip(byte[] data)
    {
        using var target = new MemoryStream();
        using (var zip = new GZipStream(target, CompressionLevel.Fastest))
        {
            zip.Write(data);
        }

        return target.ToArray();
    }

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Images and labels 0, 1, 2, … modulo <paramref name="classes"/> of <paramref name="side"/> × <paramref name="side"/> pixels.</summary>
    public void WriteSet(string stem, int count, int classes, int side = 4)
    {
        var pixels = Enumerable.Range(0, count * side * side).Select(i => (byte)(i * 7)).ToArray();
        var labels = Enumerable.Range(0, count).Select(i => (byte)(i % classes)).ToArray();
        Write(stem + "-images-idx3-ubyte.gz", Gzip(Idx(pixels, count, side, side)));
        Write(stem + "-labels-idx1-ubyte", Idx(labels, count));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
