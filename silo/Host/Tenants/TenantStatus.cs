namespace AutoCompress.Host.Tenants;

/// <summary>A tenant, what it may have and what it has.</summary>
/// <param name="Name">Empty for the studies that name none.</param>
/// <param name="Share">Its part of the cluster beside the other tenants that have work now, 0 to 1; 0 for one that has none.</param>
/// <param name="ActiveStudies">Studies that silos work on.</param>
/// <param name="RunningSteps">Steps that silos run for it.</param>
/// <param name="RunningCores">Cores that these steps ask for.</param>
/// <param name="Used">Core time of this period, what runs included; a step counts a second beside its time.</param>
/// <param name="Total">Core time of all its studies, what runs included.</param>
/// <param name="PeriodEnds">When <paramref name="Used"/> starts from 0 again; null for never.</param>
public sealed record TenantStatus(
    string Name,
    TenantLimits Limits,
    double Share,
    int ActiveStudies,
    int RunningSteps,
    int RunningCores,
    TimeSpan Used,
    TimeSpan Total,
    DateTimeOffset? PeriodEnds)
{
    /// <summary>Whether nothing new runs for it before the period ends or somebody raises the quota.</summary>
    public bool IsSpent => Limits.Quota is { } quota && Used >= quota;

    /// <summary>Whether it has all the cores at once that it may have.</summary>
    public bool IsFull => Limits.Concurrency is { } cores && RunningCores >= cores;
}
