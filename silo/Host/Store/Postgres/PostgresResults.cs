using System.Data.Common;
using System.Globalization;
using Dapper;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>The results of the queries of one text, read in their order.</summary>
internal sealed class PostgresResults(DbDataReader reader, CancellationToken cancellationToken) : IAsyncDisposable
{
    private bool _isEmpty = reader.FieldCount == 0;

    /// <summary>The rows of the next query.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>()
    {
        var rows = new List<T>();
        if (!_isEmpty)
        {
            var parse = reader.GetRowParser(typeof(T));
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(Of<T>(parse(reader)));
            }

            await NextAsync().ConfigureAwait(false);
        }

        return rows;
    }

    /// <summary>The first row of the next query; the default where there is none.</summary>
    public async Task<T?> FindAsync<T>() => await ReadAsync<T>().ConfigureAwait(false) is [var first, ..] ? first : default;

    /// <summary>Passes over the rest: what is not read is not known to have gone well.</summary>
    /// <returns>Rows that all statements changed.</returns>
    public async Task<int> EndAsync()
    {
        while (!_isEmpty)
        {
            await NextAsync().ConfigureAwait(false);
        }

        await reader.CloseAsync().ConfigureAwait(false);
        return Math.Max(0, reader.RecordsAffected);
    }

    /// <remarks>A text that failed has thrown already, and what is left of it is not read.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (!reader.IsClosed)
        {
            await EndAsync().ConfigureAwait(false);
        }

        await reader.DisposeAsync().ConfigureAwait(false);
    }

    private static T Of<T>(object? value) => value is T fitting
        ? fitting
        : value is null ? default! : (T)Convert.ChangeType(value, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), CultureInfo.InvariantCulture);

    /// <summary>At the end the connection is free for the next text.</summary>
    private async Task NextAsync()
    {
        _isEmpty = !await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        if (_isEmpty)
        {
            await reader.CloseAsync().ConfigureAwait(false);
        }
    }
}
