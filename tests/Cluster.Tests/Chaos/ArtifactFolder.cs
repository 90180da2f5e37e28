using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Artifacts in a folder, which is out of reach while it has another name.</summary>
internal sealed class ArtifactFolder(string folder) : IChaosArtifacts
{
    private const string Mark = "cluster";
    private const int HashLength = 64;

    private string Away => folder + ".away";

    /// <inheritdoc/>
    public string Address => folder;

    /// <inheritdoc/>
    public Task CutAsync()
    {
        Directory.Move(folder, Away);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> MendAsync()
    {
        string? fault = null;
        if (Directory.Exists(folder))
        {
            var made = string.Join(", ", Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Take(3).Select(path => Path.GetRelativePath(folder, path)));
            fault = $"A silo made a folder where the artifacts were, with {(made.Length == 0 ? "nothing in it" : made)}.";
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(Away, folder);
        return Task.FromResult(fault);
    }

    /// <inheritdoc/>
    public Task<ImmutableDictionary<string, string?>> ListAsync() => Task.FromResult(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path)).Where(name => name != Mark).ToImmutableDictionary(name => name, HashIn));

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name) => Task.FromResult<Stream>(File.OpenRead(Path.Combine(folder, name)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Of "ab/cdef…", with or without more behind a dot.</summary>
    private static string? HashIn(string name)
    {
        var hash = name.Split('.')[0].Replace("/", "", StringComparison.Ordinal);
        return hash.Length == HashLength && hash.All(char.IsAsciiHexDigitLower) ? hash : null;
    }
}
