using System.Collections.Immutable;

namespace AutoCompress.Host.Archive;

/// <summary>The last entry of an export: what has to be in it. Where it is missing, the export was cut off.</summary>
/// <param name="Seq">Of the last event.</param>
/// <param name="Sha256">Of the last segment; each names the one before.</param>
/// <param name="Artifacts">SHA-256 to bytes.</param>
internal sealed record ExportManifest(string Format, string Study, long Seq, string Sha256, int Segments, ImmutableSortedDictionary<string, long> Artifacts)
{
    public const string Version = "autocompress-export-1";

    public const string Entry = "manifest";

    public const string SegmentFolder = "segments/";

    public const string ArtifactFolder = "artifacts/";
}
