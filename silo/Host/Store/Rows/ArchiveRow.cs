namespace AutoCompress.Host.Store.Rows;

/// <summary>A study's sequence number beside its row of the table <c>archive</c>.</summary>
internal sealed class ArchiveRow
{
    public long Seq { get; set; }

    public long ArchivedSeq { get; set; }

    public string Sha256 { get; set; } = "";

    public ArchiveProgress ToProgress() => new(Seq, new ArchiveHead(ArchivedSeq, Sha256));
}
