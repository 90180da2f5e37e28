using AutoCompress.Host.Store;
using AutoCompress.Host.Store.Postgres;
using Dapper;
using Npgsql;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

public sealed class PostgresSchemaTests(PostgresRun run)
{
    [Fact]
    public async Task Open_TenAtOnce_MigrateOnce()
    {
        var address = await run.NewDatabaseAsync();
        using var start = new Barrier(10);

        var stores = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                return Stores.Open(address);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        await using var connection = new NpgsqlConnection(address);
        Assert.Equal(
            Enumerable.Range(1, PostgresSchema.Version), await connection.QueryAsync<int>("SELECT version FROM autocompress.migration ORDER BY version"));
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM autocompress.cluster"));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Theory]
    [InlineData("INSERT INTO autocompress.migration (version, name, checksum) VALUES (99, 'later', '')", "newer AutoCompress (schema 99")]
    [InlineData("UPDATE autocompress.migration SET checksum = 'other' WHERE version = 1", "migration 1 (0001-grains) is not the one")]
    public async Task Open_SchemaOfAnotherProgram_SaysSo(string change, string message)
    {
        var address = await run.NewDatabaseAsync();
        Stores.Open(address).Dispose();
        await using (var connection = new NpgsqlConnection(address))
        {
            await connection.ExecuteAsync(change);
        }

        var problem = Assert.Throws<StoreException>(() => Stores.Open(address));

        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NoSuchDatabase_SaysHowToMakeItAndNoPassword()
    {
        var server = await run.ServerAsync();

        var problem = Assert.Throws<StoreException>(() => Stores.Open($"postgres://postgres:geheim@127.0.0.1:{server.Port}/nowhere"));

        Assert.Contains($"PostgreSQL at 127.0.0.1:{server.Port}, database nowhere does not exist. Make it with: createdb nowhere", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SeveralHosts_UsesTheOneThatCanBeWrittenTo()
    {
        var address = await run.NewDatabaseAsync();
        var server = await run.ServerAsync();

        using var store = Stores.Open($"{address};Host=127.0.0.1:1,127.0.0.1:{server.Port}");

        await store.Listening;
        Assert.Empty(await store.Studies.ListAsync(TestContext.Current.CancellationToken));
    }
}
