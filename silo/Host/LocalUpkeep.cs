using AutoCompress.Host.Artifacts;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Host;

/// <summary>Looks after artifacts in this process, without a silo.</summary>
public static class LocalUpkeep
{
    /// <summary>As <see cref="IArtifactUpkeep.CollectAsync"/>, for the store and the artifacts of <paramref name="places"/>.</summary>
    /// <exception cref="Store.StoreException">Another process has the folder, or the store or its artifacts cannot be used.</exception>
    public static async Task<Collection> CollectAsync(SiloPlaces places, TimeSpan age, TimeSpan unused, bool isDryRun, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection().AddLogging().AddPlaces(places).BuildServiceProvider();
        await using (services.ConfigureAwait(false))
        {
            await services.GetRequiredService<ArtifactCheck>().StartingAsync(cancellationToken).ConfigureAwait(false);
            return await services.GetRequiredService<IArtifactUpkeep>().CollectAsync(age, unused, isDryRun, cancellationToken).ConfigureAwait(false);
        }
    }
}
