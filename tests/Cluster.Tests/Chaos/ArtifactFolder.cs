using System.Collections.Immutable;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>Artifacts in a folder, which is out of reach while it has another name, and of one silo's while something is mounted over it.</summary>
internal sealed class ArtifactFolder(string folder) : IChaosArtifacts
{
    private const string Mark = "cluster";

    /// <summary>More than what collections spare, also of files that are half-way in.</summary>
    private static readonly TimeSpan Days = TimeSpan.FromDays(3);

    private string Away => folder + ".away";

    /// <inheritdoc/>
    public string Address => folder;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> EnvironmentOf(int? silo) => ImmutableDictionary<string, string>.Empty;

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
    public bool CanHideFrom(SiloProcess silo) => silo.Mounts is not null;

    /// <inheritdoc/>
    public async Task<string?> HideFromAsync(SiloProcess silo) =>
        await silo.Mounts!.RunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "chaos", folder) == 0 ? null : $"The artifacts of silo {silo.Number} could not be covered.";

    /// <inheritdoc/>
    public async Task<string?> ShowToAsync(SiloProcess silo)
    {
        var made = Directory.EnumerateFileSystemEntries(silo.Mounts!.Seen(folder)).Select(Path.GetFileName).ToList();
        return await silo.Mounts.RunAsync("umount", "-l", folder) != 0 ? $"The artifacts of silo {silo.Number} could not be uncovered."
            : made.Count > 0 ? $"Silo {silo.Number} made {string.Join(", ", made)} where its artifacts were not mounted."
            : null;
    }

    /// <inheritdoc/>
    public Task<ImmutableDictionary<string, string?>> ListAsync() => Task.FromResult(
        Files().Select(path => Path.GetRelativePath(folder, path)).Where(name => name != Mark).ToImmutableDictionary(name => name, ArtifactName.HashIn));

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(string name) => Task.FromResult<Stream>(File.OpenRead(Path.Combine(folder, name)));

    /// <inheritdoc/>
    public async Task PlantAsync()
    {
        var (name, content) = ArtifactName.Orphan();
        foreach (var path in new[] { name, Path.Combine("incoming", Guid.NewGuid().ToString("N")) }.Select(path => Path.Combine(folder, path)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content);
        }
    }

    /// <inheritdoc/>
    public Task AgeAsync()
    {
        foreach (var path in Files())
        {
            File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path) - Days);
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<string> Files() => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);
}
