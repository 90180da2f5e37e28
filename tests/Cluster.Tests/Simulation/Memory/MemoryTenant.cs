using AutoCompress.Host.Store.Rows;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Cluster.Tests.Simulation.Memory;

/// <summary>A row of the table <c>tenant</c>.</summary>
internal sealed class MemoryTenant(TenantLimits limits, long since)
{
    private readonly long _since = since;
    private long _usedSince = since;
    private double _used;

    public TenantLimits Limits => limits;

    public void Charge(double cost, long now) => (_used, _usedSince) = (Used(now) + cost, Start(now));

    public MemoryTenant With(TenantLimits changed, long now) =>
        new(changed, changed.Period == limits.Period ? _since : now) { _usedSince = _usedSince, _used = _used };

    public TenantRow ToRow() => new()
    {
        Weight = limits.Weight,
        Concurrency = limits.Concurrency,
        QuotaMs = (long?)limits.Quota?.TotalMilliseconds,
        PeriodMs = (long?)limits.Period?.TotalMilliseconds,
        Since = _since,
        UsedSince = _usedSince,
        UsedMs = _used,
    };

    private long Start(long now) => TenantRow.PeriodStart(_since, (long?)limits.Period?.TotalMilliseconds, now);

    private double Used(long now) => _usedSince == Start(now) ? _used : 0;
}
