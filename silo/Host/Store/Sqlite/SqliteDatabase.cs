using Dapper;
using Microsoft.Data.Sqlite;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>One database file with one writer at a time and any number of readers beside it.</summary>
/// <remarks>
/// Write-ahead log, <c>BEGIN IMMEDIATE</c>, busy timeout. The file belongs to one process (<see cref="FolderLock"/>), so a lock in
/// memory orders the writers without SQLite's polling. A commit survives the death of the process; after a power cut the last
/// commits may be gone, but none is torn.
/// </remarks>
internal sealed class SqliteDatabase : IDisposable
{
    private const int BusyTimeoutSeconds = 30;
    private const int Full = 13;
    private const int NotADatabase = 26;
    private const int Corrupt = 11;

    private readonly string _path;
    private readonly string _readers;
    private readonly TimeProvider _time;
    private readonly SqliteConnection _writer;
    private readonly Lock _gate = new();
    private readonly long _opened;
    private readonly long _openedAt;

    static SqliteDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <exception cref="StoreException">The file cannot be opened or is not a store of this version.</exception>
    public SqliteDatabase(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        (_opened, _openedAt) = (time.GetTimestamp(), time.GetUtcNow().ToUnixTimeMilliseconds());
        _readers = Connect(path, SqliteOpenMode.ReadOnly, pooling: true);
        _writer = new SqliteConnection(Connect(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        try
        {
            Guard(() =>
            {
                _writer.Open();
                _writer.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;");
                SqliteSchema.Migrate(_writer, path);
                return true;
            });
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>Told before each write begins and after it is committed; tests let a process "die" here.</summary>
    internal Action<string>? Probe { get; set; }

    /// <summary>How long the machine slept since the store was opened, which the store's clock does not count; more than that when its clock was set.</summary>
    public TimeSpan Suspended
    {
        get
        {
            var missing = _time.GetUtcNow().ToUnixTimeMilliseconds() - Now();
            return missing > 0 ? TimeSpan.FromMilliseconds(missing) : TimeSpan.Zero;
        }
    }

    /// <summary>Runs <paramref name="turn"/> in a transaction and commits it, or leaves no trace of it.</summary>
    public T Write<T>(string name, Func<SqliteSession, T> turn)
    {
        Probe?.Invoke($"before {name}");
        var result = Guard(() =>
        {
            lock (_gate)
            {
                using var transaction = _writer.BeginTransaction(deferred: false);
                var answer = turn(new SqliteSession(_writer, transaction, Now()));
                transaction.Commit();
                return answer;
            }
        });
        Probe?.Invoke($"after {name}");
        return result;
    }

    /// <summary>Runs <paramref name="query"/> on one consistent state of the database.</summary>
    public T Read<T>(Func<SqliteSession, T> query) => Guard(() =>
    {
        using var connection = new SqliteConnection(_readers);
        connection.Open();
        using var transaction = connection.BeginTransaction(deferred: true);
        return query(new SqliteSession(connection, transaction, Now()));
    });

    public void Dispose()
    {
        lock (_gate)
        {
            _writer.Dispose();
        }

        SqliteConnection.ClearPool(new SqliteConnection(_readers));
    }

    private static string Connect(string path, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ToString();

    /// <summary>The store's clock in milliseconds since 1970: set when the store is opened, then monotonic, whatever becomes of the machine's.</summary>
    private long Now() => _openedAt + (long)_time.GetElapsedTime(_opened).TotalMilliseconds;

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException problem)
        {
            throw new StoreException(
                problem.SqliteErrorCode switch
                {
                    Full => $"The disk that holds {_path} is full. Free some space and start again; nothing that was finished is lost.",
                    NotADatabase or Corrupt => $"{_path} is damaged or not a database of AutoCompress. Move it away and start again.",
                    _ => $"The store {_path} cannot be used: {problem.Message} Check the disk and the folder's permissions.",
                },
                problem);
        }
    }
}
