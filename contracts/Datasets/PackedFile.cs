namespace AutoCompress.Datasets;

/// <summary>A file of a packed data set.</summary>
/// <param name="Name">Its path from the data set's folder on, with '/' between folders.</param>
/// <param name="Sha256">Of its content.</param>
/// <param name="Shard">Number of the shard that it begins in; where it ends behind that one, it goes on at the start of the next.</param>
/// <param name="Offset">Where in that shard it begins.</param>
public sealed record PackedFile(string Name, long Bytes, string Sha256, int Shard, long Offset);
