using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using AutoCompress.Host.Artifacts;

namespace AutoCompress.Host.Archive;

/// <summary>Reads an export once, checks every byte of it, and leaves its artifacts as files in a folder.</summary>
/// <param name="folder">Empty; whoever made it removes it with what is in it. Null to check the export only.</param>
internal sealed class ExportReader(Stream source, string? folder)
{
    /// <summary>Of all segments together: they are put together in memory.</summary>
    private const long MostText = 1L << 30;

    private const int BufferBytes = 1 << 17;

    private readonly Dictionary<string, long> _artifacts = new(StringComparer.Ordinal);
    private readonly List<Segment> _segments = [];
    private readonly byte[] _block = new byte[TarHeader.Block];
    private long _text;

    /// <exception cref="ArchiveException">It is damaged, cut off, or no export.</exception>
    public async Task<ArrivedExport> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await FillAsync(_block, cancellationToken).ConfigureAwait(false);
            var (name, size) = TarHeader.Read(_block) ?? throw Damaged("it holds an entry that no export has; import exports as they were written, or the folder they were written to");
            if (name == ExportManifest.Entry)
            {
                var manifest = await TextAsync(name, size, cancellationToken).ConfigureAwait(false);
                await EndAsync(cancellationToken).ConfigureAwait(false);
                return Checked(ManifestOf(manifest), manifest);
            }

            if (name == ExportManifest.SegmentFolder + ArchiveNames.Number(_segments.Count == 0 ? 1 : _segments[^1].Head.Seq + 1) && _artifacts.Count == 0)
            {
                _segments.Add(Segment.Read(await TextAsync(name, size, cancellationToken).ConfigureAwait(false), name));
            }
            else if (name.StartsWith(ExportManifest.ArtifactFolder, StringComparison.Ordinal)
                && name[ExportManifest.ArtifactFolder.Length..] is var sha256 && ArtifactNames.IsHash(sha256) && _artifacts.TryAdd(sha256, size))
            {
                await ArtifactAsync(sha256, size, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw Damaged($"'{Shown(name)}' should not be in it, or not at this place: something before it is missing");
            }
        }
    }

    private static string Shown(string name) => string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter));

    private static ArchiveException Damaged(string what, Exception? inner = null) => new(ArchiveFault.Damaged, $"The export is damaged: {what}.", inner);

    private static ExportManifest ManifestOf(byte[] content)
    {
        var (text, _) = Seal.Open(content) ?? throw Damaged("its manifest does not have the SHA-256 that it was written with");
        try
        {
            var manifest = Json.Read<ExportManifest>(text);
            return manifest.Format == ExportManifest.Version && Completeness.Missing(manifest) is null
                ? manifest
                : throw Damaged($"it is in the format '{manifest.Format}', which this version cannot read");
        }
        catch (JsonException problem)
        {
            throw Damaged("its manifest cannot be read", problem);
        }
    }

    private ArrivedExport Checked(ExportManifest manifest, ReadOnlyMemory<byte> content)
    {
        if (!ArchiveNames.IsStudy(manifest.Study))
        {
            throw Damaged($"'{Shown(manifest.Study)}' is no study's id");
        }

        var chain = new StudyChain(manifest.Study);
        _segments.ForEach(chain.Add);
        var isWhole = manifest.Segments == _segments.Count && chain.Head == new Store.ArchiveHead(manifest.Seq, manifest.Sha256)
            && _artifacts.OrderBy(artifact => artifact.Key, StringComparer.Ordinal).SequenceEqual(manifest.Artifacts);
        return isWhole ? new ArrivedExport(chain.Build(), _segments, content, _artifacts.Keys.ToHashSet(), folder ?? "") : throw Damaged("parts that its manifest names are missing");
    }

    private async Task<byte[]> TextAsync(string name, long size, CancellationToken cancellationToken)
    {
        if ((_text += size) > MostText)
        {
            throw Damaged($"'{name}' says that it has {size} bytes, which is more than a history can have");
        }

        // Nothing is set aside for bytes that may never come.
        using var text = new MemoryStream();
        await CopyAsync(size, text, cancellationToken).ConfigureAwait(false);
        return text.ToArray();
    }

    private async Task ArtifactAsync(string sha256, long size, CancellationToken cancellationToken)
    {
        var file = folder is null
            ? Stream.Null
            : new FileStream(Path.Combine(folder, sha256), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            if (await CopyAsync(size, file, cancellationToken).ConfigureAwait(false) != sha256)
            {
                throw Damaged($"the artifact {sha256} has another SHA-256");
            }
        }
    }

    /// <returns>The content's SHA-256.</returns>
    private async Task<string> CopyAsync(long size, Stream target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var rest = size; rest > 0;)
            {
                var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(rest, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    throw CutOff();
                }

                hash.AppendData(buffer, 0, count);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                rest -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await ZerosAsync(TarHeader.Padding(size), cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await ZerosAsync(TarHeader.Block, cancellationToken).ConfigureAwait(false);
        await ZerosAsync(TarHeader.Block, cancellationToken).ConfigureAwait(false);
        if (await source.ReadAsync(_block, cancellationToken).ConfigureAwait(false) > 0)
        {
            throw Damaged("something follows its end");
        }
    }

    private async Task ZerosAsync(int count, CancellationToken cancellationToken)
    {
        await FillAsync(_block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        if (_block.AsSpan(0, count).ContainsAnyExcept((byte)0))
        {
            throw Damaged("something is between its entries");
        }
    }

    private async Task FillAsync(Memory<byte> block, CancellationToken cancellationToken)
    {
        if (await source.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < block.Length)
        {
            throw CutOff();
        }
    }

    private static ArchiveException CutOff() => new(ArchiveFault.Damaged, "The export is cut off: it ends before its manifest does. Copy it again.");
}
