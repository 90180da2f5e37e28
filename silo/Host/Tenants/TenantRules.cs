using System.Collections.Immutable;

namespace AutoCompress.Host.Tenants;

/// <summary>What an operator may set.</summary>
public static class TenantRules
{
    private const int LongestName = 64;
    private const double LeastWeight = 0.001;
    private const double MostWeight = 1000;
    private const int MostCores = 1_000_000;
    private static readonly TimeSpan LongestQuota = TimeSpan.FromDays(1_000_000);
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(3653);

    /// <summary>What is wrong, each with its remedy; empty where all is well.</summary>
    public static ImmutableArray<string> Faults(string tenant, TenantLimits limits)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(limits);
        return
        [
            .. new (bool Holds, string Fault)[]
            {
                (tenant.Length <= LongestName && !tenant.Any(char.IsControl), $"The tenant's name '{tenant}' is none. Give at most 64 characters, none of them a control character."),
                (limits.Weight is >= LeastWeight and <= MostWeight, "The weight is out of range. Give a number from 0.001 to 1000; others count 1."),
                (limits.Concurrency is null or (>= 1 and <= MostCores), "The concurrency is out of range. Give a number of cores, at least 1; to stop a tenant, set its quota to 0."),
                (limits.Quota is not { } quota || (quota >= TimeSpan.Zero && quota <= LongestQuota), "The quota is out of range. Give core time, such as 100h."),
                (limits.Period is not { } period || (period >= LeastPeriod && period <= LongestPeriod), "The period is out of range. Give an hour to ten years, such as 30d."),
                (limits.Period is null || limits.Quota is not null, "A period means nothing without a quota. Give both."),
            }.Where(rule => !rule.Holds).Select(rule => rule.Fault),
        ];
    }
}
