using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>The cluster's store: any number of silos on one PostgreSQL database, in its schema <c>autocompress</c>.</summary>
internal sealed class PostgresClusterStore : IClusterStore
{
    private readonly PostgresDatabase _database;
    private readonly PostgresHints _hints;

    /// <summary>Opens the store and brings its schema to this program's version.</summary>
    /// <exception cref="StoreException">The server cannot be reached or refuses, or the database is newer than this program.</exception>
    public PostgresClusterStore(PostgresOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _database = new PostgresDatabase(PostgresAddress.Parse(options.Address), options.Patience, time);
        try
        {
            _database.AtStart(connection => PostgresSchema.Migrate(connection, _database.Address));
        }
        catch
        {
            _database.Dispose();
            throw;
        }

        _hints = new PostgresHints(_database, time, loggers.CreateLogger<PostgresHints>());
        Studies = new PostgresStudies(_database, _hints);
        Grains = new PostgresGrains(_database, _hints);
        Work = new PostgresWork(_database, _hints);
        Silos = new PostgresSilos(_database);
        Tenants = new PostgresTenants(_database, _hints);
        Upkeep = new PostgresUpkeep(_database);
        Archive = new PostgresArchive(_database, _hints);
        _hints.Start();
    }

    public IStudyStore Studies { get; }

    public IGrainStore Grains { get; }

    public IWorkStore Work { get; }

    public ISiloStore Silos { get; }

    public ITenantStore Tenants { get; }

    public IUpkeepStore Upkeep { get; }

    public IArchiveStore Archive { get; }

    public ChangeSignal Changes => _hints.Changes;

    public ChangeSignal Orders => _hints.Orders;

    /// <summary>Done when this store hears of what others write for the first time.</summary>
    public Task Listening => _hints.Listening;

    public void Dispose()
    {
        _hints.Dispose();
        _database.Dispose();
    }
}
