using System.Runtime.CompilerServices;

namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>Documents as objects of their own, beside the artifacts.</summary>
internal sealed class ObjectDocuments(IObjectStorage storage, Patience patience) : IDocumentStore
{
    /// <inheritdoc/>
    /// <remarks>An answer that got lost makes the same request run again, which then finds its own document there.</remarks>
    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        await Explained.RunAsync(storage, () => storage.PutAsync(name, content, replace: false, cancellationToken)).ConfigureAwait(false)
        || (await ReadAsync(name, cancellationToken).ConfigureAwait(false))?.AsSpan().SequenceEqual(content.Span) == true;

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken) => Explained.RunAsync(storage, () => patience.RunAsync(
        async token =>
        {
            var content = await storage.ReadAsync(name, 0, token).ConfigureAwait(false);
            if (content is null)
            {
                return null;
            }

            await using (content.ConfigureAwait(false))
            {
                using var memory = new MemoryStream();
                await content.CopyToAsync(memory, token).ConfigureAwait(false);
                return memory.ToArray();
            }
        },
        cancellationToken));

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in Explained.ListAsync(storage, prefix, cancellationToken).ConfigureAwait(false))
        {
            yield return found.Name;
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => Explained.RunAsync(storage, async () =>
    {
        await storage.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        return true;
    });
}
