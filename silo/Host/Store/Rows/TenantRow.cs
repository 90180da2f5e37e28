using System.Collections.Immutable;
using AutoCompress.Host.Tenants;

namespace AutoCompress.Host.Store.Rows;

/// <summary>A row of the table <c>tenant</c>, or what stands for it where nothing is set, with what the tenant has.</summary>
internal sealed class TenantRow
{
    public string Name { get; set; } = "";

    public double Weight { get; set; } = 1;

    public long? Concurrency { get; set; }

    public long? QuotaMs { get; set; }

    public long? PeriodMs { get; set; }

    /// <summary>When its first period began, in milliseconds since 1970; null where nothing is set.</summary>
    public long? Since { get; set; }

    /// <summary>Start of the period that <see cref="UsedMs"/> belongs to.</summary>
    public long UsedSince { get; set; }

    /// <summary>Core time of runs that have ended.</summary>
    public double UsedMs { get; set; }

    /// <summary>The same of all its studies since ever.</summary>
    public double TotalMs { get; set; }

    /// <summary>Core time of the steps that run, as far as they are.</summary>
    public double RunningMs { get; set; }

    public long RunningSteps { get; set; }

    public long RunningCores { get; set; }

    public long ActiveStudies { get; set; }

    /// <summary>The store's clock when the row was read.</summary>
    public long Now { get; set; }

    /// <summary>Start of the period at <paramref name="now"/>; all of milliseconds since 1970.</summary>
    public static long PeriodStart(long since, long? periodMs, long now) => periodMs is { } period ? since + (now - since) / period * period : since;

    /// <summary><see cref="PeriodStart"/> in SQL, of the tenant <c>t</c>.</summary>
    /// <param name="now">The store's clock as SQL.</param>
    public static string PeriodStartSql(string now) => $"(CASE WHEN t.period_ms IS NULL THEN t.since ELSE t.since + ({now} - t.since) / t.period_ms * t.period_ms END)";

    /// <param name="rows">All tenants.</param>
    public static ImmutableArray<TenantStatus> ToStatus(IReadOnlyCollection<TenantRow> rows)
    {
        var statuses = rows.Select(row => row.ToStatus()).ToList();
        var working = statuses.Where(HasWork).Sum(tenant => tenant.Limits.Weight);
        return [.. statuses.Select(tenant => HasWork(tenant) ? tenant with { Share = tenant.Limits.Weight / working } : tenant).OrderBy(tenant => tenant.Name, StringComparer.Ordinal)];
    }

    private static bool HasWork(TenantStatus tenant) => tenant is { ActiveStudies: > 0, IsSpent: false };

    private TenantStatus ToStatus()
    {
        var start = Since is { } since ? PeriodStart(since, PeriodMs, Now) : UsedSince;
        return new TenantStatus(
            Name,
            new TenantLimits { Weight = Weight, Concurrency = (int?)Concurrency, Quota = Time(QuotaMs), Period = Time(PeriodMs) },
            0,
            (int)ActiveStudies,
            (int)RunningSteps,
            (int)RunningCores,
            TimeSpan.FromMilliseconds((Since is null ? TotalMs : UsedSince == start ? UsedMs : 0) + RunningMs),
            TimeSpan.FromMilliseconds(TotalMs + RunningMs),
            PeriodMs is { } period ? DateTimeOffset.FromUnixTimeMilliseconds(start + period) : null);
    }

    private static TimeSpan? Time(long? ms) => ms is { } whole ? TimeSpan.FromMilliseconds(whole) : null;
}
