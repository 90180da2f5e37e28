namespace AutoCompress.Datasets;

/// <summary>A piece of a packed data set: an artifact of at most <see cref="DataLayout.ShardBytes"/> bytes.</summary>
public sealed record DataShard(string Sha256, long Bytes);
