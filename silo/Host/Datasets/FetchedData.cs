using AutoCompress.Datasets;

namespace AutoCompress.Host.Datasets;

/// <summary>The files of a study's data: those on this machine, and those that are packed already. What was fetched is removed with this.</summary>
internal sealed class FetchedData : IDisposable
{
    private readonly List<string> _fetched = [];
    private readonly Lock _lock = new();

    public List<SourceFile> Files { get; } = [];

    public List<(string Name, DataManifest Source, PackedFile File)> Packed { get; } = [];

    /// <summary>By the field's name: its path in the data set.</summary>
    public Dictionary<string, string> Paths { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a file that was fetched to be packed.</summary>
    public void Add(string name, string path)
    {
        lock (_lock)
        {
            _fetched.Add(path);
            Files.Add(new SourceFile(name, path));
        }
    }

    public void Dispose() => _fetched.ForEach(File.Delete);
}
