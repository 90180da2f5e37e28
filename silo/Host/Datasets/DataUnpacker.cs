using AutoCompress.Artifacts;
using AutoCompress.Datasets;
using AutoCompress.Host.Artifacts.Remote;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Datasets;

/// <summary>Puts the files of a packed data set together. What breaks off goes on with the file and the shard where it was.</summary>
public static class DataUnpacker
{
    /// <param name="folder">May hold the beginning of the data set.</param>
    /// <param name="done">Called for each shard when no file needs it any more.</param>
    /// <exception cref="FileNotFoundException">A shard is gone.</exception>
    /// <exception cref="StoreException">The folder cannot be written, or a file is not what the manifest says.</exception>
    public static async Task RunAsync(DataManifest manifest, IArtifactStore artifacts, string folder, Action<string>? done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(artifacts);
        var uses = manifest.Files.SelectMany(manifest.PiecesOf).GroupBy(piece => piece.Shard.Sha256).ToDictionary(shard => shard.Key, shard => shard.Count(), StringComparer.Ordinal);

        // In the order of the shards, each is opened once.
        using var open = new OpenShard(artifacts);
        foreach (var file in manifest.Files.OrderBy(file => file.Shard).ThenBy(file => file.Offset))
        {
            await FileAsync(manifest, file, open, Path.Combine(folder, file.Name), cancellationToken).ConfigureAwait(false);
            foreach (var (shard, _, _) in manifest.PiecesOf(file))
            {
                if (--uses[shard.Sha256] == 0)
                {
                    open.Close(shard.Sha256);
                    done?.Invoke(shard.Sha256);
                }
            }
        }
    }

    private static async Task FileAsync(DataManifest manifest, PackedFile file, OpenShard open, string path, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!await TryAsync(manifest, file, open, path, cancellationToken).ConfigureAwait(false))
            {
                // What an earlier attempt had left was damaged.
                File.Delete(path);
                if (!await TryAsync(manifest, file, open, path, cancellationToken).ConfigureAwait(false))
                {
                    throw new StoreException($"The file {file.Name} of the data set has another SHA-256 than its manifest says. Send the data again with 'autocompress data push'.");
                }
            }
        }
        catch (Exception problem) when (problem is UnauthorizedAccessException || (problem is IOException and not (StoreException or FileNotFoundException)))
        {
            throw new StoreException($"The data set's file {path} cannot be written: {problem.Message} Free some space or mend the folder.", problem);
        }
    }

    private static async Task<bool> TryAsync(DataManifest manifest, PackedFile file, OpenShard open, string path, CancellationToken cancellationToken)
    {
        await using var target = new HashedFile(path);
        await target.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var skip = target.Length;
        if (skip > file.Bytes)
        {
            return false;
        }

        foreach (var (shard, offset, bytes) in manifest.PiecesOf(file))
        {
            if (skip >= bytes)
            {
                skip -= bytes;
                continue;
            }

            var content = await open.GetAsync(shard.Sha256, cancellationToken).ConfigureAwait(false);
            await target.AppendAsync(content, offset + skip, bytes - skip, cancellationToken).ConfigureAwait(false);
            skip = 0;
        }

        return target.Length == file.Bytes && target.Hash() == file.Sha256;
    }

    /// <summary>The shard that is read now, held so that no cache drops it.</summary>
    private sealed class OpenShard(IArtifactStore artifacts) : IDisposable
    {
        private string _sha256 = "";
        private ArtifactFile? _held;
        private FileStream? _content;

        public async Task<FileStream> GetAsync(string sha256, CancellationToken cancellationToken)
        {
            if (_sha256 != sha256)
            {
                Dispose();
                _held = await artifacts.GetFileAsync(sha256, cancellationToken).ConfigureAwait(false);
                _content = new FileStream(_held.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
                _sha256 = sha256;
            }

            return _content!;
        }

        public void Close(string sha256)
        {
            if (_sha256 == sha256)
            {
                Dispose();
            }
        }

        public void Dispose()
        {
            _content?.Dispose();
            _held?.Dispose();
            (_content, _held, _sha256) = (null, null, "");
        }
    }
}
