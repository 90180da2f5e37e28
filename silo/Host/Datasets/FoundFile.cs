namespace AutoCompress.Host.Datasets;

/// <summary>A file at a place that is not this machine, as it was when it was found.</summary>
/// <param name="Name">What the place calls it.</param>
/// <param name="Bytes">Null where the place does not say before the file has been read.</param>
/// <param name="Tag">Changes when the file does; empty where the place gives none. What is read later has to have the same one.</param>
internal sealed record FoundFile(string Name, long? Bytes, string Tag);
