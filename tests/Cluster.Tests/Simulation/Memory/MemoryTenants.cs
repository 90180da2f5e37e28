using System.Collections.Immutable;
using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <inheritdoc/>
internal sealed class MemoryTenants(MemoryTables tables) : ITenantStore
{
    public Task<ImmutableArray<TenantStatus>> ListAsync(CancellationToken cancellationToken) => tables.Read(() => List(tables));

    public Task SetAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        tables.Write("set tenant", () =>
        {
            tables.Witness?.TenantSet(tenant, limits);
            return tables.Tenants[tenant] = tables.Tenants.TryGetValue(tenant, out var there) ? there.With(limits, tables.Now) : new MemoryTenant(limits, tables.Now);
        });
        tables.Changed();
        return Task.CompletedTask;
    }

    public static ImmutableArray<TenantStatus> List(MemoryTables tables) =>
        TenantRow.ToStatus([.. tables.Tenants.Keys.Concat(tables.Studies.Select(study => study.Spec.Tenant)).Distinct().Select(name => Row(tables, name))]);

    private static TenantRow Row(MemoryTables tables, string name)
    {
        var row = tables.Tenants.GetValueOrDefault(name)?.ToRow() ?? new TenantRow();
        var studies = tables.Studies.Where(study => study.Spec.Tenant == name).ToList();
        var running = tables.Work.Values.Where(step => step.Owner is not null && studies.Exists(study => study.Id == step.Study)).ToList();
        (row.Name, row.Now, row.TotalMs, row.ActiveStudies) = (name, tables.Now, studies.Sum(study => study.Used), studies.Count(study => study.IsActive));
        (row.RunningSteps, row.RunningCores, row.RunningMs) = (running.Count, running.Sum(step => step.Stage.Cores), running.Sum(step => MemoryShares.Cost(tables, step)));
        return row;
    }
}
