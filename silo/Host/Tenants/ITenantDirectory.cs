using System.Collections.Immutable;
using AutoCompress.Host.Studies;

namespace AutoCompress.Host.Tenants;

/// <summary>Who has how much of the cluster. Safe for concurrent use.</summary>
public interface ITenantDirectory
{
    /// <summary>By name: those that have a study, finished ones too, or something set.</summary>
    Task<ImmutableArray<TenantStatus>> TenantsAsync(CancellationToken cancellationToken);

    /// <summary>Replaces all that is set for a tenant, which <see cref="TenantRules"/> allow.</summary>
    Task SetTenantAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken);

    /// <summary>Changes what a study counts within its tenant's share.</summary>
    Task<StudyChange> PrioritiseAsync(string study, int priority, CancellationToken cancellationToken);
}
