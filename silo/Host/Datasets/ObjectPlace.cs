using System.Runtime.CompilerServices;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Datasets;

/// <summary>A container of Azure Blob Storage or a bucket of S3.</summary>
/// <param name="storage">Belongs to this from here on. Its names have no prefix.</param>
/// <param name="place">How its names go on in messages: "s3://bucket/".</param>
internal sealed class ObjectPlace(IObjectStorage storage, string place) : IDataPlace
{
    /// <inheritdoc/>
    public string Describe(string name) => place + name;

    /// <inheritdoc/>
    public Task<FoundFile?> FindAsync(string name, CancellationToken cancellationToken) => GuardAsync(async () =>
        await storage.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } found ? FileOf(found) : null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<FoundFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = storage.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (listing.ConfigureAwait(false))
        {
            while (await GuardAsync(async () => await listing.MoveNextAsync().ConfigureAwait(false)).ConfigureAwait(false))
            {
                yield return FileOf(listing.Current);
            }
        }
    }

    /// <inheritdoc/>
    public Task<(Stream Content, long Start)> OpenAsync(FoundFile file, long offset, CancellationToken cancellationToken) => GuardAsync(async () =>
        (await storage.ReadAsync(file.Name, offset, cancellationToken).ConfigureAwait(false)
            ?? throw new DataProblem($"names {Describe(file.Name)}, which was removed while it was fetched", "Put it back, and submit again."), offset));

    /// <inheritdoc/>
    public async Task<bool> IsUnchangedAsync(FoundFile file, CancellationToken cancellationToken) =>
        await FindAsync(file.Name, cancellationToken).ConfigureAwait(false) == file;

    /// <inheritdoc/>
    public bool IsPassing(Exception problem) => storage.IsPassing(problem);

    public void Dispose() => storage.Dispose();

    private static FoundFile FileOf(StoredObject found) => new(found.Name, found.Bytes, found.Tag.Trim('"'));

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await Explained.RunAsync(storage, work).ConfigureAwait(false);
        }
        catch (StoreException problem)
        {
            throw new DataProblem($"names {place}…, which cannot be read", problem.Message, problem);
        }
    }
}
