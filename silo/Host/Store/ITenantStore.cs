using System.Collections.Immutable;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Host.Store;

/// <summary>For whom studies are. Tenants come to be by their studies, or by what an operator sets for them.</summary>
internal interface ITenantStore
{
    /// <summary>By name: those that have a study, finished ones too, or something set.</summary>
    Task<ImmutableArray<TenantStatus>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Replaces all that is set for a tenant. What runs goes on; the next claim goes by it. Another period starts the count anew.</summary>
    Task SetAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken);
}
