using System.Collections.Immutable;

namespace AutoCompress.Studies;

/// <summary>A study's data as artifacts, so that every silo sees the same bytes wherever it runs.</summary>
/// <param name="Manifest">SHA-256 of the manifest, a <see cref="Datasets.DataManifest"/>.</param>
/// <param name="Shards">SHA-256 of each shard that the manifest names. Here, so that whoever looks for what a study needs finds them in its row.</param>
/// <param name="Paths">By the data section's field ("train_labels"): its path from the data set's folder on.</param>
public sealed record StudyFiles(string Manifest, ImmutableArray<string> Shards, ImmutableSortedDictionary<string, string> Paths);
