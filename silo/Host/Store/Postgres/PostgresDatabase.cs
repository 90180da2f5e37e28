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
/// <para>Nothing here belongs to a session, so a pooler may stand between: settings are local to a transaction, and statements are prepared
/// (planning them takes longer than running them) only where the program's start found the server itself at the other end.</para>
/// </remarks>
internal sealed class PostgresDatabase : IDisposable
{
    /// <summary>Asks for the number of the server's process behind the connection.</summary>
    public const string ServerProcess = "SELECT pg_backend_pid()";

    /// <summary>A process that stops in the middle of a transaction holds its rows no longer than this.</summary>
    private static readonly (string Setting, string Value)[] Limits = [("idle_in_transaction_session_timeout", "10s"), ("lock_timeout", "10s")];

    /// <summary>
    /// A plan is made once, often while the tables are empty, and has to be good when they are large: indexes always, read entry by entry (a bitmap scan leaves
    /// entries of dead rows where they are), in one process (all answers are short). What has no index costs so much then on paper that the server would compile it.
    /// </summary>
    private static readonly (string Setting, string Value)[] Plans =
    [
        ("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off"), ("enable_bitmapscan", "off"), ("max_parallel_workers_per_gather", "0"), ("jit", "off"),
    ];

    /// <remarks>With "::" in a text, Dapper would take every property of an argument for a parameter.</remarks>
    private const string Identify = "SELECT CAST(pg_current_xact_id() AS text) AS id, CAST(pg_postmaster_start_time() AS text) AS server";

    /// <summary>A server that crashed may give a number again that it never wrote down: the answer of another life does not count.</summary>
    private const string Status = "SELECT CASE WHEN pg_postmaster_start_time()::text = @Server THEN pg_xact_status(CAST(@Id AS xid8)) END";

    /// <summary>Statements that a connection keeps prepared, those used most lately; there are fewer.</summary>
    private const int Prepared = 200;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly Lazy<NpgsqlDataSource> _connections;
    private readonly Lazy<NpgsqlDataSource> _pulse;
    private readonly ResiliencePipeline _patient;
    private readonly ResiliencePipeline _prompt;
    private readonly ResiliencePipeline _starting;
    private volatile bool _isPooled = true;
    private string _opening = "";

    static PostgresDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <param name="patience">How long a server may be away before that is an error.</param>
    public PostgresDatabase(PostgresAddress address, TimeSpan patience, TimeProvider time)
    {
        Address = address;
        _connections = new(() => Source(address.With(Prepare)));
        // A heartbeat waits neither for a connection that work has, nor longer than until the next one.
        _pulse = new(() => Source(address.With(parts =>
        {
            (parts.MaxPoolSize, parts.Timeout, parts.CommandTimeout) = (1, 3, 3);
            Prepare(parts);
        })));
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
            await using var connection = await _connections.Value.OpenConnectionAsync(token).ConfigureAwait(false);
            return await query(new PostgresSession(connection, null, null, token)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Runs <paramref name="turn"/> in a transaction and commits it, once, whatever becomes of the connection.</summary>
    /// <param name="turn">Runs again when its transaction was rolled back: it must change nothing but the database. After a restart of the
    /// server it may run again though it was committed: then its guards find that out.</param>
    /// <exception cref="StoreException">The server refuses, or stayed away for too long.</exception>
    public Task<T> WriteAsync<T>(Func<PostgresSession, Task<T>> turn, CancellationToken cancellationToken) => PatientlyAsync(
        async token =>
        {
            await using var connection = await _connections.Value.OpenConnectionAsync(token).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            var session = new PostgresSession(connection, transaction, _opening, token);
            var answer = await turn(session).ConfigureAwait(false);
            if (session.Transaction is not { } id)
            {
                return answer; // it did nothing
            }

            try
            {
                await session.CommitAsync().ConfigureAwait(false);
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
    public T Promptly<T>(Func<NpgsqlConnection, T> statements) => OnThisThread(_prompt, () => _pulse.Value, statements);

    /// <summary>The same for a program's start, before all else: gives a server that starts at the same time a quarter of a minute.</summary>
    /// <exception cref="StoreException">The server refuses or is away.</exception>
    public T AtStart<T>(Func<NpgsqlConnection, T> statements)
    {
        using var source = Source(Address.Connection);
        return OnThisThread(_starting, () => source, connection =>
        {
            _isPooled = IsPooled(connection, connection.ExecuteScalar<int>(ServerProcess));
            _opening = _isPooled ? $"{string.Concat(Limits.Select(limit => $"SET LOCAL {limit.Setting} = '{limit.Value}';"))}{Identify}" : Identify;
            return statements(connection);
        });
    }

    /// <summary>A pooler tells its clients a number of its own.</summary>
    /// <param name="process">The answer to <see cref="ServerProcess"/>.</param>
    public static bool IsPooled(NpgsqlConnection connection, int process) => process != connection.ProcessID;

    public void Dispose()
    {
        foreach (var source in new[] { _connections, _pulse }.Where(source => source.IsValueCreated))
        {
            source.Value.Dispose();
        }
    }

    /// <summary>What only a connection of one's own can keep: prepared statements with one plan for all arguments, and settings.</summary>
    private void Prepare(NpgsqlConnectionStringBuilder parts)
    {
        if (!_isPooled)
        {
            (parts.MaxAutoPrepare, parts.AutoPrepareMinUsages) = (Prepared, 2);
            parts.Options = string.Join(' ', Limits.Concat(Plans)
                .Select(setting => $"-c {setting.Item1}={setting.Item2}").Prepend(parts.Options));
        }
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

    private T OnThisThread<T>(ResiliencePipeline pipeline, Func<NpgsqlDataSource> source, Func<NpgsqlConnection, T> statements)
    {
        try
        {
            return pipeline.Execute(() =>
            {
                using var connection = source().OpenConnection();
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
                await using var connection = await _connections.Value.OpenConnectionAsync(token).ConfigureAwait(false);
                var session = new PostgresSession(connection, null, null, token);
                var found = await session.FindAsync<string>(Status, id).ConfigureAwait(false);
                return found == "in progress" ? throw new TimeoutException("The transaction has not ended.") : found;
            },
            cancellationToken).ConfigureAwait(false);
        return status == "committed";
    }
}
