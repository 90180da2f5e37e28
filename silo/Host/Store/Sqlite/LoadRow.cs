namespace AutoCompress.Host.Store.Sqlite;

/// <summary>An unfinished step as the load sees it.</summary>
internal sealed class LoadRow
{
    public long Cores { get; set; }

    public long Measures { get; set; }

    public long Mine { get; set; }
}
