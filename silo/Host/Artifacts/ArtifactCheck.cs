using System.Text;
using AutoCompress.Host.Store;
using Microsoft.Extensions.Hosting;

namespace AutoCompress.Host.Artifacts;

/// <summary>Before a silo starts: makes sure that its artifact store can be used and is that of its database.</summary>
/// <remarks>
/// A silo with artifacts of its own would miss the files of others, forget their results and compute them again, and so would the others
/// with its own; and what no study of its database needs, it would remove. So the first silo of a cluster leaves a mark in the artifact
/// store, which its database knows, and every other one has to find it there.
/// </remarks>
internal sealed class ArtifactCheck(IArtifactVault artifacts, IClusterStore store) : IHostedLifecycleService
{
    /// <summary>The document that holds the mark.</summary>
    public const string Document = "cluster";

    /// <exception cref="StoreException">The artifact store cannot be used, or is another cluster's.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await artifacts.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var (id, known) = await store.Upkeep.MarkAsync(null, cancellationToken).ConfigureAwait(false);
        var found = await FoundAsync(cancellationToken).ConfigureAwait(false);
        if (known is null && found is null)
        {
            var mark = $"{id}:{Guid.NewGuid()}";
            await artifacts.Documents.CreateAsync(Document, Encoding.UTF8.GetBytes(mark), cancellationToken).ConfigureAwait(false);
            found = await FoundAsync(cancellationToken).ConfigureAwait(false);
        }

        if (known is null && found?.StartsWith(id, StringComparison.Ordinal) == true)
        {
            // Of silos with different places that start at once, one is first here, and the others find that theirs is another.
            known = (await store.Upkeep.MarkAsync(found, cancellationToken).ConfigureAwait(false)).Text;
        }

        if (known is null)
        {
            throw new StoreException(
                $"{artifacts.Place} holds the artifacts of another database, and this one has none yet. "
                + "Use that database with them, or name another place with --artifacts. If that database is lost, "
                + "'autocompress restore --all --data …' makes its studies again in this one.");
        }

        if (known != found)
        {
            throw new StoreException(
                $"{artifacts.Place} does not hold the artifacts of this cluster. All silos of one database need the same artifacts: "
                + "name the same place with --artifacts on every machine, and mount it there if it is a folder.");
        }
    }

    /// <summary>Gives artifacts whose database is lost to this one, if it never had any. Silos of the other one are refused when they start again.</summary>
    /// <returns>Whether it took them.</returns>
    public async Task<bool> TakeOverAsync(CancellationToken cancellationToken)
    {
        await artifacts.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var (id, known) = await store.Upkeep.MarkAsync(null, cancellationToken).ConfigureAwait(false);
        if (known is not null || await FoundAsync(cancellationToken).ConfigureAwait(false) is not { } found || found.StartsWith(id, StringComparison.Ordinal))
        {
            return false;
        }

        await artifacts.Documents.DeleteAsync(Document, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<string?> FoundAsync(CancellationToken cancellationToken) =>
        await artifacts.Documents.ReadAsync(Document, cancellationToken).ConfigureAwait(false) is { } content ? Encoding.UTF8.GetString(content).Trim() : null;
}
