using AutoCompress.Artifacts;

namespace AutoCompress.Host.Trials;

/// <summary>The files that a step reads, held while it runs.</summary>
internal sealed class StepInputs : IDisposable
{
    private readonly List<ArtifactFile> _files = [];
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);

    /// <summary>By role.</summary>
    public IReadOnlyDictionary<string, string> Paths => _paths;

    public void Add(string role, ArtifactFile file)
    {
        _files.Add(file);
        _paths[role] = file.Path;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());
}
