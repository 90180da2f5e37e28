namespace AutoCompress.Host.Datasets;

/// <summary>How a silo takes in the data of studies.</summary>
/// <param name="FetchFolder">Of this silo alone; what is fetched arrives there. What broke off stays for a day.</param>
internal sealed record DataOptions(string FetchFolder)
{
    /// <summary>Bytes that the data of one study, or its model, may have where they are fetched; default 100 GiB.</summary>
    public long MostBytes { get; init; } = 100L << 30;

    /// <summary>Whether data at a path of this machine becomes artifacts too, since other silos may not have that path.</summary>
    public bool PacksPaths { get; init; }

    /// <summary>How long a place may be away before the study is refused; somebody waits for the answer. Default 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without a byte, a connection is taken for dead; default 60 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Of a server's name and its answer to a connection; default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
