using AutoCompress.Host.Store;

namespace AutoCompress.Host.Archive;

/// <summary>An export that was read and is whole.</summary>
/// <param name="Manifest">Its bytes.</param>
/// <param name="Artifacts">SHA-256 of each, the name of its file in <paramref name="Folder"/>.</param>
internal sealed record ArrivedExport(StudyRows Rows, IReadOnlyList<Segment> Segments, ReadOnlyMemory<byte> Manifest, IReadOnlySet<string> Artifacts, string Folder);
