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
    public Task<(ImmutableHashSet<string> Artifacts, ImmutableArray<string> Others)> ListAsync()
    {
        var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder, path)).Where(name => name != Mark).ToLookup(IsArtifact);
        return Task.FromResult(
            (names[true].Select(name => name.Replace("/", "", StringComparison.Ordinal)).ToImmutableHashSet(StringComparer.Ordinal), names[false].ToImmutableArray()));
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string sha256) => Task.FromResult<Stream>(File.OpenRead(Path.Combine(folder, sha256[..2], sha256[2..])));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsArtifact(string name) => name.Length == HashLength + 1 && name[2] == '/' && name.Remove(2, 1).All(char.IsAsciiHexDigitLower);
}
