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
        return active.ToDictionary(study => study.Id, study => Weight(study) / tenants[study.Spec.Tenant], StringComparer.Ordinal);
    }

    /// <summary>What each active study has had so far, and no less than anybody counts with.</summary>
    public static Dictionary<string, double> Service(MemoryTables tables)
    {
        var service = Weights(tables).ToDictionary(
            share => share.Key,
            share => tables.Study(share.Key)!.Served
                + tables.Work.Values.Where(step => step.Owner is not null && step.Study == share.Key).Sum(step => Cost(step, tables.Now)) / share.Value,
            StringComparer.Ordinal);
        var floor = service.Values.DefaultIfEmpty().Max() - FairShare.LongestLag;
        return service.ToDictionary(study => study.Key, study => Math.Max(study.Value, floor), StringComparer.Ordinal);
    }

    /// <summary>A study whose step is taken lags behind no more than anybody may.</summary>
    public static void Settle(MemoryTables tables, string study)
    {
        var floor = Service(tables).Values.DefaultIfEmpty().Max() - FairShare.LongestLag;
        var row = tables.Study(study)!;
        row.Served = Math.Max(row.Served, floor);
    }

    /// <summary>Charges the core time of a step's run to the study that asked for it, before the run is forgotten.</summary>
    public static void Charge(MemoryTables tables, MemoryWorkRow step)
    {
        if (step.Owner is not null && tables.Study(step.Study) is { } study)
        {
            var active = tables.Studies.Where(other => other.IsActive && other.Spec.Tenant == study.Spec.Tenant).Sum(Weight);
            study.Served += Cost(step, Math.Min(tables.Now, step.LeaseUntil)) * Math.Max(1, active / Weight(study));
        }
    }

    private static double Cost(MemoryWorkRow step, long until) => (double)(until - step.StartedAt!.Value + FairShare.Start) * step.Stage.Cores;

    private static double Weight(MemoryStudy study) => FairShare.Weight(study.Spec.Priority);
}
