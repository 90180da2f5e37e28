using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Tells the silos of one database of each other's changes, so that they need not wait for their next poll.</summary>
/// <remarks>
/// A hint may be lost, doubled or late: nothing depends on it. Hints are gathered and sent at most every <see cref="Gather"/>, outside of
/// any transaction, because PostgreSQL lets one notifying transaction commit at a time. Listening needs a connection of its own to the
/// server; behind a pooler there is none, and the polls have to do.
/// </remarks>
internal sealed partial class PostgresHints : IDisposable
{
    private const string Channel = "autocompress";
    private const string ChangedWord = "changed";
    private const string OrderedWord = "ordered";
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgresHints> _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly ChangeSignal _news = new();
    private readonly string _me = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _changed;
    private int _ordered;

    public PostgresHints(PostgresDatabase database, TimeProvider time, ILogger<PostgresHints> logger) =>
        (_database, _time, _logger) = (database, time, logger);

    public ChangeSignal Changes { get; } = new();

    public ChangeSignal Orders { get; } = new();

    /// <summary>Done when this program hears others for the first time.</summary>
    public Task Listening => _listening.Task;

    public void Start()
    {
        _ = Task.Run(SendAsync, CancellationToken.None);
        _ = Task.Run(ListenAsync, CancellationToken.None);
    }

    /// <summary>Something was written that others may wait for.</summary>
    public void Changed() => Tell(Changes, ref _changed);

    /// <summary>An order was written that running steps should hear of.</summary>
    public void Ordered() => Tell(Orders, ref _ordered);

    public void Dispose()
    {
        // The loops end by themselves; the source is left to the collector, as they may still look at its token. What handlers of the
        // cancellation throw is nobody's business: see ApartToken.
        _ = _end.CancelAsync();
    }

    private void Tell(ChangeSignal here, ref int there)
    {
        here.Pulse();
        Volatile.Write(ref there, 1);
        _news.Pulse();
    }

    private async Task SendAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var news = _news.Next;
                var words = Words();
                if (words.Length == 0)
                {
                    await news.WaitAsync(_end.Token).ConfigureAwait(false);
                    continue;
                }

                await _database.ReadAsync(
                    session => session.FindAsync<string>("SELECT pg_notify(@Channel, @text)::text", new { Channel, text = $"{_me} {words}" }), _end.Token).ConfigureAwait(false);
                await Task.Delay(Gather, _time, _end.Token).ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is StoreException or OperationCanceledException or ObjectDisposedException)
            {
                // Whoever waits for this hint polls.
            }
        }
    }

    private string Words() => string.Join(
        ' ',
        new[] { Interlocked.Exchange(ref _changed, 0) == 1 ? ChangedWord : null, Interlocked.Exchange(ref _ordered, 0) == 1 ? OrderedWord : null }
            .OfType<string>());

    private async Task ListenAsync()
    {
        // The connection has no command under way, so only a question now and then finds out that it is dead.
        var parts = _database.Address.With(parts => (parts.Pooling, parts.KeepAlive) = (false, 15));
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetry(new()
        {
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is NpgsqlException or IOException or TimeoutException),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(10),
            MaxRetryAttempts = int.MaxValue,
        }).Build();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                // A connection that breaks after it worked starts the pauses from the shortest again.
                await pipeline.ExecuteAsync(async token => await ListenAsync(parts, token).ConfigureAwait(false), _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Listens until the connection breaks.</summary>
    private async Task ListenAsync(NpgsqlConnectionStringBuilder parts, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(parts.ConnectionString);
        connection.Notification += (_, hint) => Hear(hint.Payload);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);

        // LISTEN would stay with a connection of the pooler's that others use.
        if (PostgresDatabase.IsPooled(connection, await connection.ExecuteScalarAsync<int>(PostgresDatabase.ServerProcess).ConfigureAwait(false)))
        {
            LogPooled(_database.Address.ToString());
            await connection.CloseAsync().ConfigureAwait(false);
            await Task.Delay(LookAgain, _time, cancellationToken).ConfigureAwait(false);
            return;
        }

        await connection.ExecuteAsync($"LISTEN {Channel}").ConfigureAwait(false);
        LogListening();
        // What was said while nobody listened.
        Changes.Pulse();
        Orders.Pulse();
        _listening.TrySetResult();
        try
        {
            while (true)
            {
                await connection.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (problem is NpgsqlException or IOException)
        {
            LogDeaf(problem.Message);
        }
    }

    private void Hear(string payload)
    {
        var words = payload.Split(' ');
        if (words[0] == _me)
        {
            return;
        }

        if (words.Contains(ChangedWord))
        {
            Changes.Pulse();
        }

        if (words.Contains(OrderedWord))
        {
            Orders.Pulse();
        }
    }

    [LoggerMessage(LogLevel.Information, "Hears of other silos' changes")]
    private partial void LogListening();

    [LoggerMessage(LogLevel.Information, "{Store} is behind a connection pooler: other silos' changes are found by polling")]
    private partial void LogPooled(string store);

    [LoggerMessage(LogLevel.Information, "Hears no longer of other silos' changes, which are found by polling until the connection is back: {Message}")]
    private partial void LogDeaf(string message);
}
