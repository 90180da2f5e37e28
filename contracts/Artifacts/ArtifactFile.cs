namespace AutoCompress.Artifacts;

/// <summary>An artifact's content as a read-only file of this machine. It stays there until this is disposed.</summary>
/// <param name="release">Called once, at the first disposal; null where nobody would remove the file anyway.</param>
public sealed class ArtifactFile(string path, Action? release = null) : IDisposable
{
    private Action? _release = release;

    public string Path => path;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
