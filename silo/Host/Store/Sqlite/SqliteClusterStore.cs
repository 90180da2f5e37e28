using AutoCompress.Host.Studies;

namespace AutoCompress.Host.Store.Sqlite;

/// <summary>The embedded store: one file, one process, no server.</summary>
internal sealed class SqliteClusterStore : IClusterStore
{
    private const string File = "autocompress.db";
    private readonly FolderLock _lock;

    /// <summary>Opens the store in <paramref name="folder"/>, makes it where there is none, and voids what a former owner held.</summary>
    /// <exception cref="StoreException">Another process holds the store, or its file cannot be used.</exception>
    public SqliteClusterStore(string folder, TimeProvider time)
    {
        _lock = new FolderLock(folder);
        try
        {
            Database = new SqliteDatabase(Path.Combine(folder, File), time);
            Studies = new SqliteStudies(Database, Changes, Orders);
            Grains = new SqliteGrains(Database, Changes, Orders);
            Work = new SqliteWork(Database, Changes, Orders);
            Silos = new SqliteSilos(Database);
            Tenants = new SqliteTenants(Database, Changes);
            Upkeep = new SqliteUpkeep(Database);
            Archive = new SqliteArchive(Database, Changes);
            Database.Write("void", SqliteLeases.VoidAll);
        }
        catch
        {
            Database?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    public SqliteDatabase Database { get; }

    public IStudyStore Studies { get; }

    public IGrainStore Grains { get; }

    public IWorkStore Work { get; }

    public ISiloStore Silos { get; }

    public ITenantStore Tenants { get; }

    public IUpkeepStore Upkeep { get; }

    public IArchiveStore Archive { get; }

    public ChangeSignal Changes { get; } = new();

    public ChangeSignal Orders { get; } = new();

    public void Dispose()
    {
        Database.Dispose();
        _lock.Dispose();
    }
}
