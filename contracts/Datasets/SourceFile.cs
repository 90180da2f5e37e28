namespace AutoCompress.Datasets;

/// <summary>A file to be packed.</summary>
/// <param name="Name">What it is called in the data set, with '/' between folders.</param>
/// <param name="Path">Where it lies on this machine.</param>
public sealed record SourceFile(string Name, string Path);
