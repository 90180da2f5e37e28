using AutoCompress.Datasets;

namespace AutoCompress.Cluster.Tests.Datasets;

/// <summary>Files of a test.</summary>
internal static class DataFiles
{
    /// <summary>Bytes that look like nothing, the same for the same seed.</summary>
    public static byte[] Content(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Writes files into a folder.</summary>
    public static List<SourceFile> Write(string folder, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        var written = new List<SourceFile>();
        foreach (var (name, content) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
            written.Add(new SourceFile(name, path));
        }

        return written;
    }

    /// <summary>The files of a folder by name.</summary>
    public static SortedDictionary<string, byte[]> Read(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes), StringComparer.Ordinal);
}
