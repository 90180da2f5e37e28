using AutoCompress.Host.Tenants;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>For whom studies are.</summary>
/// <param name="Limits">Set at the beginning; null for a tenant for which nothing is.</param>
internal sealed record TenantPlan(string Name, TenantLimits? Limits)
{
    /// <summary>Limits that are felt by studies of a few minutes.</summary>
    public static TenantLimits Draw(Random random) => new()
    {
        Weight = 1 + random.Next(3),
        Concurrency = random.Next(3) > 0 ? 1 + random.Next(3) : null,
        Quota = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(240)) : null,
        Period = random.Next(2) == 0 ? TimeSpan.FromSeconds(40 + random.Next(80)) : null,
    };
}
