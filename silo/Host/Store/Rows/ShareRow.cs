namespace AutoCompress.Host.Store.Rows;

/// <summary>An active study, as those see it who share silos with it.</summary>
internal sealed class ShareRow
{
    public string Study { get; set; } = "";

    public string Tenant { get; set; } = "";

    /// <summary>The study's, within its tenant.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>The tenant's, beside others.</summary>
    public double TenantWeight { get; set; } = 1;

    /// <summary>Cores that the tenant may have at once; null for no limit.</summary>
    public long? Concurrency { get; set; }

    /// <summary>Whether the tenant has used up its quota.</summary>
    public bool Spent { get; set; }

    /// <summary>The part of the cluster that a study may count on, 0 to 1; all of it for one that is not among <paramref name="rows"/>.</summary>
    /// <remarks>
    /// Max-min fair: tenants share by their weights, and what one may not have for its limit goes to the others. So nobody leaves cores idle
    /// that others wait for.
    /// </remarks>
    public static double Part(IReadOnlyCollection<ShareRow> rows, string study, long cores)
    {
        if (rows.FirstOrDefault(row => row.Study == study) is not { } asking)
        {
            return 1;
        }

        var open = rows.Where(row => !row.Spent).GroupBy(row => row.Tenant, StringComparer.Ordinal)
            .Select(studies => (Tenant: studies.Key, Weight: studies.First().TenantWeight, Cap: Cap(studies.First(), cores))).ToList();
        var (left, part) = (1.0, 0.0);
        while (open.Count > 0)
        {
            var whole = open.Sum(tenant => tenant.Weight);
            var capped = open.Where(tenant => tenant.Cap <= left * tenant.Weight / whole).ToList();
            if (capped.Count == 0)
            {
                part = open.Where(tenant => tenant.Tenant == asking.Tenant).Sum(tenant => left * tenant.Weight / whole);
                break;
            }

            if (capped.Find(tenant => tenant.Tenant == asking.Tenant) is { Weight: > 0 } mine)
            {
                part = mine.Cap;
                break;
            }

            left -= capped.Sum(tenant => tenant.Cap);
            open.RemoveAll(capped.Contains);
        }

        return part * asking.Weight / rows.Where(row => row.Tenant == asking.Tenant).Sum(row => row.Weight);
    }

    private static double Cap(ShareRow tenant, long cores) => tenant.Concurrency is { } limit && limit < cores ? (double)limit / cores : 1;
}
