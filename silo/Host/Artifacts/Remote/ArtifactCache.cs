using AutoCompress.Artifacts;
using AutoCompress.Host.Store;

namespace AutoCompress.Host.Artifacts.Remote;

/// <summary>Copies of remote artifacts, and data sets put together from them, in a folder of this silo: read once, kept while there is room, the longest unused go first.</summary>
/// <remarks>
/// The folder belongs to one process. A copy appears whole, by renaming. One that somebody holds is never removed, so the
/// cache can be larger than its limit for as long as that takes. Half-fetched ones stay, also over a restart, and are gone on with.
/// </remarks>
internal sealed class ArtifactCache
{
    private const int Gates = 64;
    private const string Partial = ".partial";

    /// <summary>Behind the name of a folder, so that its manifest can be here as well.</summary>
    private const string Folder = ".files";

    private readonly string _folder;
    private readonly string _incoming;
    private readonly long _limit;
    private readonly SemaphoreSlim[] _fetching = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Of their own: whoever puts a folder together fetches files meanwhile.</summary>
    private readonly SemaphoreSlim[] _assembling = [.. Enumerable.Range(0, Gates).Select(_ => new SemaphoreSlim(1))];
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
            foreach (var left in new DirectoryInfo(_incoming).EnumerateFileSystemInfos().Where(left => left.Extension != Partial))
            {
                Delete(left.FullName);
            }

            foreach (var found in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(found => IsEntry(found)).OrderBy(found => found.LastWriteTimeUtc))
            {
                Enter(found.Name, BytesOf(found.FullName));
            }

            return true;
        });
    }

    /// <summary>Bytes of all copies that are kept.</summary>
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
    public Task<ArtifactFile> GetAsync(string sha256, Func<string, Task> fetch, CancellationToken cancellationToken) =>
        GetAsync(sha256, _fetching, fetch, cancellationToken);

    /// <summary>The folder of a data set, put together by <paramref name="assemble"/> where it is not here.</summary>
    /// <param name="sha256">Of its manifest.</param>
    /// <param name="assemble">Gets the path of a folder that may hold a part of the files, and leaves all of them there, checked.</param>
    public Task<ArtifactFile> GetFolderAsync(string sha256, Func<string, Task> assemble, CancellationToken cancellationToken) => GetAsync(
        sha256 + Folder,
        _assembling,
        async path =>
        {
            Guard(() => Directory.CreateDirectory(path));
            await assemble(path).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Moves a file that is known to hold the artifact into the cache.</summary>
    public void Admit(string path, string sha256) => Take(path, sha256, hold: false);

    /// <summary>Removes the copy of an artifact that is not wanted here any more, unless somebody holds it; one that is not here is fine.</summary>
    public void Drop(string sha256)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(sha256, out var entry) && entry.Holders == 0)
            {
                Remove(sha256, entry);
            }
        }
    }

    private static bool IsEntry(FileSystemInfo found) => found is DirectoryInfo
        ? found.Extension == Folder && ArtifactNames.IsHash(Path.GetFileNameWithoutExtension(found.Name))
        : ArtifactNames.IsHash(found.Name);

    private static long BytesOf(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : new FileInfo(path).Length;

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private async Task<ArtifactFile> GetAsync(string name, SemaphoreSlim[] gates, Func<string, Task> fetch, CancellationToken cancellationToken)
    {
        if (Hold(name) is { } here)
        {
            return here;
        }

        var fetching = gates[(uint)StringComparer.Ordinal.GetHashCode(name) % Gates];
        await fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Hold(name) is { } arrived)
            {
                return arrived;
            }

            var partial = Path.Combine(_incoming, name + Partial);
            await fetch(partial).ConfigureAwait(false);
            return Take(partial, name, hold: true)!;
        }
        finally
        {
            fetching.Release();
        }
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private bool IsThere(string name) => name.EndsWith(Folder, StringComparison.Ordinal) ? Directory.Exists(PathOf(name)) : File.Exists(PathOf(name));

    private ArtifactFile? Take(string path, string name, bool hold)
    {
        lock (_gate)
        {
            Guard(() =>
            {
                var bytes = BytesOf(path);
                if (Directory.Exists(path))
                {
                    Directory.Move(path, PathOf(name));
                }
                else
                {
                    File.Move(path, PathOf(name), overwrite: true);
                }

                Enter(name, bytes);
                return true;
            });
            var file = hold ? Hold(name) : null;
            MakeRoom();
            return file;
        }
    }

    private void Enter(string name, long bytes)
    {
        if (_entries.TryAdd(name, new Entry(bytes) { Used = ++_uses }))
        {
            _bytes += bytes;
        }
    }

    private ArtifactFile? Hold(string name)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(name, out var entry))
            {
                return null;
            }

            if (!IsThere(name))
            {
                // Somebody has tidied up by hand.
                _entries.Remove(name);
                _bytes -= entry.Bytes;
                return null;
            }

            entry.Holders++;
            entry.Used = ++_uses;
            return new ArtifactFile(PathOf(name), () => Release(entry));
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
        foreach (var (name, entry) in _bytes > _limit ? _entries.Where(entry => entry.Value.Holders == 0).OrderBy(entry => entry.Value.Used).ToList() : [])
        {
            if (_bytes <= _limit)
            {
                return;
            }

            Remove(name, entry);
        }
    }

    private void Remove(string name, Entry entry)
    {
        if (Directory.Exists(PathOf(name)))
        {
            // Half a folder must never be found under its name.
            var going = NewIncoming();
            Directory.Move(PathOf(name), going);
            Directory.Delete(going, recursive: true);
        }
        else
        {
            File.Delete(PathOf(name));
        }

        _entries.Remove(name);
        _bytes -= entry.Bytes;
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
