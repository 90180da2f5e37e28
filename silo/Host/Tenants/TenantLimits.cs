namespace AutoCompress.Host.Tenants;

/// <summary>What an operator allows a tenant. A tenant that nobody has set anything for counts 1 and has no limits.</summary>
/// <remarks>
/// Quotas count core time, not studies: that is what is scarce and what is shared. A hundred small studies may cost less than a large one, and
/// have no larger share of the cluster than it anyway.
/// </remarks>
public sealed record TenantLimits
{
    /// <summary>The tenant's part of the cluster, relative to others; 0.001 to 1000.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Cores at once, as the tenant's steps ask for them; at least 1. A step that asks for more runs alone. Null for no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Core time; what runs when it is used up goes on to its end. Null for no limit.</summary>
    public TimeSpan? Quota { get; init; }

    /// <summary>How long <see cref="Quota"/> lasts until there is as much again, counted from when this was set; an hour to ten years. Null for ever.</summary>
    public TimeSpan? Period { get; init; }
}
