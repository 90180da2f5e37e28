using System.Runtime.CompilerServices;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>Runs requests so that what goes wrong comes out as a <see cref="StoreException"/> that says what to do.</summary>
internal static class Explained
{
    public static async Task<T> RunAsync<T>(IObjectStorage storage, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not (OperationCanceledException or StoreException or FileNotFoundException))
        {
            if (storage.Explain(problem) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    public static async IAsyncEnumerable<StoredObject> ListAsync(
        IObjectStorage storage, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listing = storage.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (listing.ConfigureAwait(false))
        {
            while (await RunAsync(storage, async () => await listing.MoveNextAsync().ConfigureAwait(false)).ConfigureAwait(false))
            {
                yield return listing.Current;
            }
        }
    }
}
