using System.Runtime.CompilerServices;

namespace AutoCompress.Host.Artifacts;

/// <summary>Documents as files in the folder of artifacts.</summary>
internal sealed class FolderDocuments(string folder, string incoming, Patience patience) : IDocumentStore
{
    /// <inheritdoc/>
    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => GuardAsync(
        () =>
        {
            var (path, arriving) = (PathOf(name), Path.Combine(incoming, Guid.NewGuid().ToString("N")));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                using (var file = new FileStream(arriving, FileMode.CreateNew, FileAccess.Write))
                {
                    file.Write(content.Span);
                    file.Flush(flushToDisk: true);
                }

                File.Move(arriving, path);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
            finally
            {
                File.Delete(arriving);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken) => GuardAsync(
        () =>
        {
            var path = PathOf(name);
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await GuardAsync(
            () =>
            {
                var start = Path.GetDirectoryName(PathOf(prefix + "x"))!;
                return Directory.Exists(start)
                    ? Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
                        .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
                        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                        .Order(StringComparer.Ordinal)
                        .ToList()
                    : [];
            },
            cancellationToken).ConfigureAwait(false);
        foreach (var name in names)
        {
            yield return name;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => GuardAsync(
        () =>
        {
            var path = PathOf(name);
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            return true;
        },
        cancellationToken);

    private string PathOf(string name) => Path.Combine(folder, name);

    private async Task<T> GuardAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await patience.RunAsync(
                _ => Directory.Exists(incoming) ? Task.FromResult(work()) : throw new FolderAwayException($"{incoming} is gone."),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw FolderFaults.Explain(folder, problem);
        }
    }
}
