using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Studies;
using AutoCompress.Host.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace AutoCompress.Host;

/// <summary>The tenants of a store that this process opens, without a silo.</summary>
public sealed class LocalTenants : ITenantDirectory, IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IClusterStore _store;

    /// <exception cref="StoreException">Another process has the folder, or the store cannot be used.</exception>
    public LocalTenants(SiloPlaces places)
    {
        _services = new ServiceCollection().AddLogging().AddPlaces(places).BuildServiceProvider();
        _store = _services.GetRequiredService<IClusterStore>();
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<TenantStatus>> TenantsAsync(CancellationToken cancellationToken) => _store.Tenants.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SetTenantAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken) => _store.Tenants.SetAsync(tenant, limits, cancellationToken);

    /// <inheritdoc/>
    public Task<StudyChange> PrioritiseAsync(string study, int priority, CancellationToken cancellationToken) =>
        _store.Studies.PrioritiseAsync(study, priority, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
