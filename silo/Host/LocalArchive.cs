using AutoCompress.Host.Archive;
using AutoCompress.Host.Artifacts;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Host;

/// <summary>The archive of studies in this process, without a silo.</summary>
public sealed class LocalArchive : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private LocalArchive(ServiceProvider services, bool hasTakenOver) => (_services, HasTakenOver) = (services, hasTakenOver);

    public IStudyArchive Studies => _services.GetRequiredService<IStudyArchive>();

    /// <summary>Whether the artifacts were another database's until now.</summary>
    public bool HasTakenOver { get; }

    /// <param name="takeOver">Whether a database that never had artifacts may take those that it finds from the database that had them.</param>
    /// <exception cref="Store.StoreException">Another process has the folder, or the store or its artifacts cannot be used.</exception>
    public static Task<LocalArchive> OpenAsync(SiloPlaces places, bool takeOver, CancellationToken cancellationToken) => OpenAsync(places, async services =>
    {
        var check = services.GetRequiredService<ArtifactCheck>();
        var hasTakenOver = takeOver && await check.TakeOverAsync(cancellationToken).ConfigureAwait(false);
        await check.StartingAsync(cancellationToken).ConfigureAwait(false);
        return hasTakenOver;
    });

    /// <summary>What an artifact store holds, whichever database it belongs to.</summary>
    /// <exception cref="Store.StoreException">The store or its artifacts cannot be used.</exception>
    public static Task<LocalArchive> LookAsync(SiloPlaces places, CancellationToken cancellationToken) => OpenAsync(
        places,
        async services =>
        {
            await services.GetRequiredService<IArtifactVault>().PrepareAsync(cancellationToken).ConfigureAwait(false);
            return false;
        });

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task<LocalArchive> OpenAsync(SiloPlaces places, Func<IServiceProvider, Task<bool>> prepare)
    {
        var services = new ServiceCollection().AddLogging().AddPlaces(places).BuildServiceProvider();
        try
        {
            return new LocalArchive(services, await prepare(services).ConfigureAwait(false));
        }
        catch
        {
            await services.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
