namespace AutoCompress.Host.Store;

/// <summary>The end of what of a study is archived.</summary>
/// <param name="Seq">Of the last event in it; 0 for nothing.</param>
/// <param name="Sha256">Of the last segment; empty for nothing.</param>
internal sealed record ArchiveHead(long Seq, string Sha256)
{
    public static ArchiveHead None { get; } = new(0, "");
}
