using AutoCompress.Host.Store.Rows;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary><see cref="FairShare"/> over the rows of a <see cref="MemoryClusterStore"/>.</summary>
internal static class MemoryShares
{
    /// <summary>Each active study's part of the cluster, relative to the others'.</summary>
    public static Dictionary<string, double> Weights(MemoryTables tables)
    {
        var active = tables.Studies.Where(study => study.IsActive).ToList();
        var tenants = active.GroupBy(study => study.Spec.Tenant, StringComparer.Ordinal).ToDictionary(tenant => tenant.Key, tenant => tenant.Sum(Weight), StringComparer.Ordinal);
        return active.ToDictionary(study => study.Id, study => Weight(study) / tenants[study.Spec.Tenant] * TenantWeight(tables, study), StringComparer.Ordinal);
    }

    /// <summary>What each active study has had so far, and no less than anybody counts with.</summary>
    public static Dictionary<string, double> Service(MemoryTables tables)
    {
        var service = Weights(tables).ToDictionary(
            share => share.Key,
            share => tables.Study(share.Key)!.Served
                + tables.Work.Values.Where(step => step.Owner is not null && step.Study == share.Key).Sum(step => Cost(step, tables.Now)) / share.Value,
            StringComparer.Ordinal);
        var floor = Floor(tables);
        return service.ToDictionary(study => study.Key, study => Math.Max(study.Value, floor), StringComparer.Ordinal);
    }

    /// <summary>The active studies, as those see them who share silos with them.</summary>
    public static List<ShareRow> Rows(MemoryTables tables)
    {
        var limits = MemoryTenants.List(tables).ToDictionary(tenant => tenant.Name, StringComparer.Ordinal);
        return
        [
            .. tables.Studies.Where(study => study.IsActive).Select(study => (Study: study, Tenant: limits[study.Spec.Tenant])).Select(one => new ShareRow
            {
                Study = one.Study.Id,
                Tenant = one.Tenant.Name,
                Weight = Weight(one.Study),
                TenantWeight = one.Tenant.Limits.Weight,
                Concurrency = one.Tenant.Limits.Concurrency,
                Spent = one.Tenant.IsSpent,
            }),
        ];
    }

    /// <summary>A study whose step is about to be taken lags behind no more than anybody may, and the others no more behind this step.</summary>
    public static void Settle(MemoryTables tables, string study)
    {
        var (row, floor) = (tables.Study(study)!, Floor(tables));
        row.Start = Math.Max(Math.Max(row.Start, floor), Service(tables).GetValueOrDefault(study));
        row.Served = Math.Max(row.Served, floor);
    }

    /// <summary>Charges the core time of a step's run to the study that asked for it, before the run is forgotten.</summary>
    public static void Charge(MemoryTables tables, MemoryWorkRow step)
    {
        if (step.Owner is not null && tables.Study(step.Study) is { } study)
        {
            var active = tables.Studies.Where(other => other.IsActive && other.Spec.Tenant == study.Spec.Tenant).Sum(Weight);
            var cost = Cost(step, Math.Min(tables.Now, step.LeaseUntil));
            study.Served += cost * Math.Max(1, active / Weight(study)) / TenantWeight(tables, study);
            study.Used += cost;
            tables.Tenants.GetValueOrDefault(study.Spec.Tenant)?.Charge(cost, tables.Now);
        }
    }

    /// <summary>Core time of a step that runs, up to now.</summary>
    public static double Cost(MemoryTables tables, MemoryWorkRow step) => Cost(step, tables.Now);

    /// <summary>The least service that anybody counts with.</summary>
    private static double Floor(MemoryTables tables) =>
        tables.Studies.Where(study => study.IsActive).Select(study => study.Start).DefaultIfEmpty().Max() - FairShare.LongestLag;

    private static double Cost(MemoryWorkRow step, long until) => (double)(until - step.StartedAt!.Value + FairShare.Start) * step.Stage.Cores;

    private static double Weight(MemoryStudy study) => FairShare.Weight(study.Priority);

    private static double TenantWeight(MemoryTables tables, MemoryStudy study) => tables.Tenants.GetValueOrDefault(study.Spec.Tenant)?.Limits.Weight ?? 1;
}
