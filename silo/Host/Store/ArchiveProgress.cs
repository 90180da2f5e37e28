namespace AutoCompress.Host.Store;

/// <summary>How far a study is, and how far its archive.</summary>
internal sealed record ArchiveProgress(long Seq, ArchiveHead Archived);
