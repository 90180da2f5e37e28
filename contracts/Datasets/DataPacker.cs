using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AutoCompress.Artifacts;
using AutoCompress.Studies;

namespace AutoCompress.Datasets;

/// <summary>Stores files as a packed data set: shards of a limited size and a manifest, each an artifact.</summary>
/// <remarks>What the store has already is not stored again; that is the store's doing, since a name there is a content.</remarks>
/// <param name="shardBytes">Bytes of a shard at most.</param>
public sealed class DataPacker(IArtifactStore store, int shardBytes = DataLayout.ShardBytes)
{
    /// <param name="files">Of different names.</param>
    /// <param name="packed">Files of other data sets that this one holds too, under a name of its own; their shards are not touched.</param>
    /// <param name="progress">Told the bytes that are stored, from time to time.</param>
    /// <returns>The manifest, and its SHA-256.</returns>
    /// <exception cref="IOException">A file cannot be read, or has changed while it was; or the store cannot be written.</exception>
    public async Task<(DataManifest Manifest, string Sha256)> PackAsync(
        IReadOnlyList<SourceFile> files,
        IReadOnlyList<(string Name, DataManifest Source, PackedFile File)> packed,
        DataFormat? format,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(packed);
        var sorted = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        var seen = new List<Seen>();
        foreach (var file in sorted)
        {
            seen.Add(await LookAsync(file, cancellationToken).ConfigureAwait(false));
        }

        var contents = seen.DistinctBy(file => file.Sha256).ToList();
        var numbers = contents.Select((file, number) => (file.Sha256, number)).ToDictionary(pair => pair.Sha256, pair => pair.number);
        var (plan, places) = DataLayout.Of([.. contents.Select(file => file.Bytes)], shardBytes);
        var shards = ImmutableArray.CreateBuilder<DataShard>();
        foreach (var pieces in plan)
        {
            shards.Add(await StoreAsync(pieces, contents, cancellationToken).ConfigureAwait(false));
            progress?.Report(shards.Sum(shard => shard.Bytes));
        }

        if (seen.Find(file => !file.IsAsSeen()) is { } changed)
        {
            throw new IOException($"{changed.Path} has changed while it was read. Leave the data alone until it is taken in, and try again.");
        }

        var all = seen.Select(file => new PackedFile(file.Name, file.Bytes, file.Sha256, places[numbers[file.Sha256]].Shard, places[numbers[file.Sha256]].Offset)).ToList();
        all.AddRange(Adopt(packed, shards));
        var manifest = new DataManifest(DataManifest.CurrentVersion, [.. all.OrderBy(file => file.Name, StringComparer.Ordinal)], shards.ToImmutable(), format);
        var text = manifest.Write();
        DataManifest.Read(text);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return (manifest, await store.AddAsync(content, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<Seen> LookAsync(SourceFile file, CancellationToken cancellationToken)
    {
        var content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, useAsync: true);
        await using (content.ConfigureAwait(false))
        {
            var at = File.GetLastWriteTimeUtc(file.Path);
            var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
            return new Seen(file.Name, file.Path, content.Position, sha256, at);
        }
    }

    private async Task<DataShard> StoreAsync(ImmutableArray<DataLayout.Piece> pieces, List<Seen> contents, CancellationToken cancellationToken)
    {
        var content = new PieceStream([.. pieces.Select(piece => (contents[piece.Content].Path, piece.Offset, piece.Bytes))]);
        await using (content.ConfigureAwait(false))
        {
            return new DataShard(await store.AddAsync(content, cancellationToken).ConfigureAwait(false), content.Length);
        }
    }

    /// <summary>Adds the shards of files that are packed already, a run of shards at most once.</summary>
    private static IEnumerable<PackedFile> Adopt(IReadOnlyList<(string Name, DataManifest Source, PackedFile File)> packed, ImmutableArray<DataShard>.Builder shards)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, source, file) in packed.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            var run = source.PiecesOf(file).Select(piece => piece.Shard).ToList();
            var key = string.Join(' ', run.Select(shard => shard.Sha256));
            if (!places.TryGetValue(key, out var first))
            {
                places[key] = first = shards.Count;
                shards.AddRange(run);
            }

            yield return file with { Name = name, Shard = first };
        }
    }

    private sealed record Seen(string Name, string Path, long Bytes, string Sha256, DateTime At)
    {
        public bool IsAsSeen() => new FileInfo(Path) is { Exists: true } now && now.Length == Bytes && now.LastWriteTimeUtc == At;
    }
}
