using System.Collections.Immutable;
using AutoCompress.Artifacts;

namespace AutoCompress.Host.Archive;

/// <summary>Writes a study with its artifacts as one tar: segments, artifacts, manifest.</summary>
internal sealed class ExportWriter(IArtifactStore artifacts, Stream target)
{
    private readonly HashSet<string> _required = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _references = new(StringComparer.Ordinal);

    /// <exception cref="ArchiveException">A model of the study is gone, or data that it needs to go on.</exception>
    public async Task WriteAsync(string study, IAsyncEnumerable<Segment> segments, CancellationToken cancellationToken)
    {
        Segment? last = null;
        var count = 0;
        await foreach (var segment in segments.ConfigureAwait(false))
        {
            _required.UnionWith(ArchiveNeeds.Required(segment.Part));
            ArchiveNeeds.Collect(segment.Part, _references);
            await EntryAsync(ExportManifest.SegmentFolder + ArchiveNames.Number(segment.First), segment.Content, cancellationToken).ConfigureAwait(false);
            (last, count) = (segment, count + 1);
        }

        if (last is null)
        {
            throw new ArchiveException(ArchiveFault.Missing, $"There is no study '{study}' and no archive of one.");
        }

        _required.UnionWith(ArchiveNeeds.RequiredToGoOn(last.Part));
        var sizes = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var sha256 in _references)
        {
            if (await ArtifactAsync(study, sha256, cancellationToken).ConfigureAwait(false) is { } size)
            {
                sizes[sha256] = size;
            }
        }

        var manifest = new ExportManifest(ExportManifest.Version, study, last.Head.Seq, last.Sha256, count, sizes.ToImmutable());
        await EntryAsync(ExportManifest.Entry, Seal.Close(Json.Write(manifest)).Content, cancellationToken).ConfigureAwait(false);
        await target.WriteAsync(new byte[2 * TarHeader.Block], cancellationToken).ConfigureAwait(false);
        await target.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<long?> ArtifactAsync(string study, string sha256, CancellationToken cancellationToken)
    {
        if (!await artifacts.ExistsAsync(sha256, cancellationToken).ConfigureAwait(false))
        {
            return _required.Contains(sha256)
                ? throw new ArchiveException(ArchiveFault.Missing, $"{study} cannot be exported: the artifact store has lost {sha256}, a model or data that it needs.")
                : null;
        }

        using var artifact = await artifacts.GetFileAsync(sha256, cancellationToken).ConfigureAwait(false);
        var content = new FileStream(artifact.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);
        await using (content.ConfigureAwait(false))
        {
            await target.WriteAsync(TarHeader.Write(ExportManifest.ArtifactFolder + sha256, content.Length), cancellationToken).ConfigureAwait(false);
            await content.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            await target.WriteAsync(new byte[TarHeader.Padding(content.Length)], cancellationToken).ConfigureAwait(false);
            return content.Length;
        }
    }

    private async Task EntryAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await target.WriteAsync(TarHeader.Write(name, content.Length), cancellationToken).ConfigureAwait(false);
        await target.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        await target.WriteAsync(new byte[TarHeader.Padding(content.Length)], cancellationToken).ConfigureAwait(false);
    }
}
