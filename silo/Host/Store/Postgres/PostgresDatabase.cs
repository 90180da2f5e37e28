using Dapper;
using Npgsql;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Transactions that outlive the connection they began on.</summary>
/// <remarks>
/// <para>A server that restarts, fails over or is away for a while is waited for, with growing and jittered pauses; a transaction that was
/// rolled back runs again. One whose commit got no answer is looked up by its number: if it was committed, its answer stands.</para>
/// <para>Nothing here belongs to a session: settings are local to a transaction, nothing is prepared, so a pooler may stand between.</para>
/// </remarks>
internal sealed class PostgresDatabase : IDisposable
{
    /// <summary>A process that stops in the middle of a transaction holds its rows no longer than this.</summary>
    private const string Begin = """
        SET LOCAL idle_in_transaction_session_timeout = '10s';
        SET LOCAL lock_timeout = '10s';
        SELECT pg_current_xact_id()::text AS id, pg_postmaster_start_time()::text AS server
        """;

    /// <summary>A server that crashed may give a number again that it never wrote down: the answer of another life does not count.</summary>
    private const string Status = "SELECT CASE WHEN pg_postmaster_start_time()::text = @Server THEN pg_xact_status(CAST(@Id AS xid8)) END";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly NpgsqlDataSource _connections;
    private readonly NpgsqlDataSource _pulse;
    private readonly ResiliencePipeline _patient;
    private readonly ResiliencePipeline _prompt;
    private readonly ResiliencePipeline _starting;

    static PostgresDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <param name="patience">How long a server may be away before that is an error.</param>
    public PostgresDatabase(PostgresAddress address, TimeSpan patience, TimeProvider time)
    {
        Address = address;
        _connections = Source(address.Connection);
        // A heartbeat waits neither for a connection that work has, nor longer than until the next one.
        _pulse = Source(address.With(parts => (parts.MaxPoolSize, parts.Timeout, parts.CommandTimeout) = (1, 3, 3)));
        _patient = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(patience)
            .AddRetry(Again(int.MaxValue, LongestPause))
            .Build();
        _prompt = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Again(2, FirstPause * 4)).Build();
        _starting = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Again(9, LongestPause)).Build();
    }

    public PostgresAddress Address { get; }

    /// <summary>Runs <paramref name="query"/> outside of a transaction.</summary>
    /// <exception cref="StoreException">The server refuses, or stayed away for too long.</exception>
    public Task<T> ReadAsync<T>(Func<PostgresSession, Task<T>> query, CancellationToken cancellationToken) => PatientlyAsync(
        async token =>
        {
            await using var connection = await _connections.OpenConnectionAsync(token).ConfigureAwait(false);
            return await query(new PostgresSession(connection, null, token)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Runs <paramref name="turn"/> in a transaction and commits it, once, whatever becomes of the connection.</summary>
    /// <param name="turn">Runs again when its transaction was rolled back: it must change nothing but the database. After a restart of the
    /// server it may run again though it was committed: then its guards find that out.</param>
    /// <exception cref="StoreException">The server refuses, or stayed away for too long.</exception>
    public Task<T> WriteAsync<T>(Func<PostgresSession, Task<T>> turn, CancellationToken cancellationToken) => PatientlyAsync(
        async token =>
        {
            await using var connection = await _connections.OpenConnectionAsync(token).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            var session = new PostgresSession(connection, transaction, token);
            var id = (await session.FindAsync<TransactionId>(Begin).ConfigureAwait(false))!;
            var answer = await turn(session).ConfigureAwait(false);
            try
            {
                // From here on a cancellation would leave the caller without knowing what happened.
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return answer;
            }
            catch (Exception problem) when (PostgresFaults.IsPassing(problem))
            {
                if (await WasCommittedAsync(id, token).ConfigureAwait(false))
                {
                    return answer;
                }

                throw;
            }
        },
        cancellationToken);

    /// <summary>Runs statements that may be repeated, in one round trip and on the calling thread; tries no longer than a moment.</summary>
    /// <exception cref="StoreException">The server refuses or is away.</exception>
    public T Promptly<T>(Func<NpgsqlConnection, T> statements) => OnThisThread(_prompt, statements);

    /// <summary>The same for a program's start: gives a server that starts at the same time a quarter of a minute.</summary>
    /// <exception cref="StoreException">The server refuses or is away.</exception>
    public T AtStart<T>(Func<NpgsqlConnection, T> statements) => OnThisThread(_starting, statements);

    public void Dispose()
    {
        _connections.Dispose();
        _pulse.Dispose();
    }

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder parts)
    {
        var builder = new NpgsqlDataSourceBuilder(parts.ConnectionString);
        return parts.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.ReadWrite)
            : builder.Build();
    }

    private static RetryStrategyOptions Again(int times, TimeSpan longest) => new()
    {
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is { } problem && PostgresFaults.IsPassing(problem)),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = FirstPause,
        MaxDelay = longest,
        MaxRetryAttempts = times,
    };

    private T OnThisThread<T>(ResiliencePipeline pipeline, Func<NpgsqlConnection, T> statements)
    {
        try
        {
            return pipeline.Execute(() =>
            {
                using var connection = _pulse.OpenConnection();
                return statements(connection);
            });
        }
        catch (Exception problem) when (PostgresFaults.Explain(problem, Address) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        Exception? last = null;
        try
        {
            return await _patient.ExecuteAsync(
                async token =>
                {
                    using var apart = new ApartToken(token);
                    try
                    {
                        return await attempt(apart.Token).ConfigureAwait(false);
                    }
                    catch (Exception problem) when (PostgresFaults.IsPassing(problem))
                    {
                        last = problem;
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException late)
        {
            throw PostgresFaults.Explain(last ?? late, Address) ?? new StoreException($"{Address} does not answer.", late);
        }
        catch (Exception problem) when (PostgresFaults.Explain(problem, Address) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>What became of a transaction whose commit got no answer. One that is still at it ends soon, one way or the other.</summary>
    private async Task<bool> WasCommittedAsync(TransactionId id, CancellationToken cancellationToken)
    {
        var status = await PatientlyAsync(
            async token =>
            {
                await using var connection = await _connections.OpenConnectionAsync(token).ConfigureAwait(false);
                var session = new PostgresSession(connection, null, token);
                var found = await session.FindAsync<string>(Status, id).ConfigureAwait(false);
                return found == "in progress" ? throw new TimeoutException("The transaction has not ended.") : found;
            },
            cancellationToken).ConfigureAwait(false);
        return status == "committed";
    }

    /// <param name="Server">Tells one life of a server from the next.</param>
    private sealed record TransactionId(string Id, string Server);
}
