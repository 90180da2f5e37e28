using AutoCompress.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>Copies of remote artifacts in a folder of this silo: read once, kept while there is room, the longest unused go first.</summary>
/// <remarks>
/// The folder belongs to one process. A file appears whole, by renaming. One that somebody holds is never removed, so the
/// cache can be larger than its limit for as long as that takes. Half-fetched files stay, also over a restart, and are gone on with.
/// </remarks>
internal sealed class ArtifactCache
{
    private const int Gates = 64;
    private const string Partial = ".partial";

    private readonly string _folder;
    private readonly string _incoming;
    private readonly long _limit;
    private readonly SemaphoreSlim[] _fetching = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _bytes;
    private long _uses;

    /// <param name="limit">Bytes to keep when nobody holds any.</param>
    /// <exception cref="StoreException">The folder cannot be written.</exception>
    public ArtifactCache(string folder, long limit)
    {
        (_folder, _incoming, _limit) = (folder, Path.Combine(folder, "incoming"), limit);
        Guard(() =>
        {
            Directory.CreateDirectory(_incoming);
            foreach (var left in new DirectoryInfo(_incoming).EnumerateFiles().Where(file => file.Extension != Partial))
            {
                left.Delete();
            }

            foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(file => ArtifactNames.IsHash(file.Name)).OrderBy(file => file.LastWriteTimeUtc))
            {
                Enter(file.Name, file.Length);
            }

            return true;
        });
    }

    /// <summary>Bytes of all files that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>A path for a file on its way in.</summary>
    public string NewIncoming() => Path.Combine(_incoming, Guid.NewGuid().ToString("N"));

    /// <summary>The artifact's file, brought by <paramref name="fetch"/> where it is not here.</summary>
    /// <param name="fetch">Gets a path that may hold the beginning of the content, and leaves all of it there, checked.</param>
    public async Task<ArtifactFile> GetAsync(string sha256, Func<string, Task> fetch, CancellationToken cancellationToken)
    {
        if (Hold(sha256) is { } here)
        {
            return here;
        }

        var fetching = _fetching[(uint)StringComparer.Ordinal.GetHashCode(sha256) % Gates];
        await fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Hold(sha256) is { } arrived)
            {
                return arrived;
            }

            var partial = Path.Combine(_incoming, sha256 + Partial);
            await fetch(partial).ConfigureAwait(false);
            return Take(partial, sha256, hold: true)!;
        }
        finally
        {
            fetching.Release();
        }
    }

    /// <summary>Moves a file that is known to hold the artifact into the cache.</summary>
    public void Admit(string path, string sha256) => Take(path, sha256, hold: false);

    private string PathOf(string sha256) => Path.Combine(_folder, sha256);

    private ArtifactFile? Take(string path, string sha256, bool hold)
    {
        lock (_gate)
        {
            Guard(() =>
            {
                var bytes = new FileInfo(path).Length;
                File.Move(path, PathOf(sha256), overwrite: true);
                Enter(sha256, bytes);
                return true;
            });
            var file = hold ? Hold(sha256) : null;
            MakeRoom();
            return file;
        }
    }

    private void Enter(string sha256, long bytes)
    {
        if (_entries.TryAdd(sha256, new Entry(bytes) { Used = ++_uses }))
        {
            _bytes += bytes;
        }
    }

    private ArtifactFile? Hold(string sha256)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(sha256, out var entry))
            {
                return null;
            }

            if (!File.Exists(PathOf(sha256)))
            {
                // Somebody has tidied up by hand.
                _entries.Remove(sha256);
                _bytes -= entry.Bytes;
                return null;
            }

            entry.Holders++;
            entry.Used = ++_uses;
            return new ArtifactFile(PathOf(sha256), () => Release(entry));
        }
    }

    private void Release(Entry entry)
    {
        lock (_gate)
        {
            entry.Holders--;
            MakeRoom();
        }
    }

    private void MakeRoom()
    {
        foreach (var (sha256, entry) in _bytes > _limit ? _entries.Where(entry => entry.Value.Holders == 0).OrderBy(entry => entry.Value.Used).ToList() : [])
        {
            if (_bytes <= _limit)
            {
                return;
            }

            File.Delete(PathOf(sha256));
            _entries.Remove(sha256);
            _bytes -= entry.Bytes;
        }
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The cache of artifacts {_folder} cannot be written: {problem.Message} Free some space or mend the folder, then start again.", problem);
        }
    }

    private sealed class Entry(long bytes)
    {
        public long Bytes => bytes;

        public int Holders { get; set; }

        public long Used { get; set; }
    }
}
