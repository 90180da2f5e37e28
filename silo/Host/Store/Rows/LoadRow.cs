namespace AutoCompress.Host.Store.Rows;

/// <summary>An unfinished step that an active study waits for, as the load sees it.</summary>
internal sealed class LoadRow
{
    /// <summary>Which study asked for it.</summary>
    public string Study { get; set; } = "";

    public bool Running { get; set; }

    public long Cores { get; set; }

    public bool Measures { get; set; }

    /// <summary>Whether the asking study waits for it.</summary>
    public bool Mine { get; set; }

    /// <param name="rows">Running steps first, then the queue in its order.</param>
    /// <param name="cores">Of all silos that take work.</param>
    /// <param name="meters">Measuring slots of these: steps that wait for one take no core.</param>
    /// <param name="shares">Of all active studies.</param>
    /// <param name="study">Who asks.</param>
    public static ClusterLoad Sum(IReadOnlyCollection<LoadRow> rows, long cores, long meters, IReadOnlyCollection<ShareRow> shares, string study)
    {
        var busy = rows.Where(row => !row.Measures).Concat(rows.Where(row => row.Measures).Take((int)meters)).ToList();
        return new ClusterLoad(
            (int)cores,
            (int)(busy.Sum(row => row.Cores) - HeldBack(busy, shares)),
            (int)busy.Where(row => row.Mine).Sum(row => row.Cores),
            ShareRow.Part(shares, study, cores));
    }

    /// <summary>Cores that queued steps would take, but for what their tenants may have: others can fill them.</summary>
    private static long HeldBack(List<LoadRow> busy, IReadOnlyCollection<ShareRow> shares)
    {
        var limited = shares.Where(share => share.Spent || share.Concurrency is not null).ToDictionary(share => share.Study, StringComparer.Ordinal);
        return limited.Count == 0 ? 0 : busy.Where(row => limited.ContainsKey(row.Study)).GroupBy(row => limited[row.Study].Tenant, StringComparer.Ordinal).Sum(tenant =>
        {
            var limit = limited[tenant.First().Study];
            var running = tenant.Where(row => row.Running).Sum(row => row.Cores);
            var room = limit.Spent ? 0 : Math.Max(0, limit.Concurrency!.Value - running);
            return Math.Max(0, tenant.Where(row => !row.Running).Sum(row => row.Cores) - room);
        });
    }
}
