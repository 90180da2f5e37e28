namespace AutoCompress.Host.Store.Rows;

/// <summary>An unfinished step that an active study waits for, as the load sees it.</summary>
internal sealed class LoadRow
{
    public long Cores { get; set; }

    public bool Measures { get; set; }

    /// <summary>Whether the asking study waits for it.</summary>
    public bool Mine { get; set; }

    /// <param name="rows">Running steps first, then the queue in its order.</param>
    /// <param name="cores">Of all silos that take work.</param>
    /// <param name="meters">Measuring slots of these: steps that wait for one take no core.</param>
    /// <param name="part">Of the cluster, that the asking study may count on, 0 to 1.</param>
    public static ClusterLoad Sum(IReadOnlyCollection<LoadRow> rows, long cores, long meters, double part)
    {
        var busy = rows.Where(row => !row.Measures).Concat(rows.Where(row => row.Measures).Take((int)meters)).ToList();
        return new ClusterLoad((int)cores, (int)busy.Sum(row => row.Cores), (int)busy.Where(row => row.Mine).Sum(row => row.Cores), part);
    }
}
