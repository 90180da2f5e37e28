using Npgsql;

namespace AutoCompress.Host.Store.Postgres;

/// <summary>Where a PostgreSQL store is and how to get in, read from a connection string or a URL. Its text names no secret.</summary>
internal sealed class PostgresAddress
{
    /// <summary>Connections of one silo at most, unless the address says otherwise: ten silos fit into a server's usual hundred.</summary>
    private const int Connections = 6;

    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 15;
    private static readonly string[] Schemes = ["postgres", "postgresql"];

    private readonly string _text;

    private PostgresAddress(NpgsqlConnectionStringBuilder parts)
    {
        Connection = parts;
        _text = $"PostgreSQL at {parts.Host}{(parts.Host!.Contains(',', StringComparison.Ordinal) ? "" : $":{parts.Port}")}, database {parts.Database ?? parts.Username}";
    }

    /// <summary>Holds the password, where there is one.</summary>
    public NpgsqlConnectionStringBuilder Connection { get; }

    public bool HasPassword => !string.IsNullOrEmpty(Connection.Password);

    /// <summary>Reads <c>postgres://user:password@host:port/database?sslmode=require</c> or <c>Host=…;Database=…;Username=…</c>.</summary>
    /// <exception cref="StoreException">The text is neither; the message does not repeat it, as it may hold a password.</exception>
    public static PostgresAddress Parse(string text)
    {
        try
        {
            var url = Schemes.Any(scheme => text.StartsWith($"{scheme}://", StringComparison.OrdinalIgnoreCase));
            var parts = url ? OfUrl(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrWhiteSpace(parts.Host))
            {
                throw new FormatException("it names no host");
            }

            return new PostgresAddress(Completed(parts));
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StoreException(
                "The store's address cannot be read. Write postgres://USER@HOST:PORT/DATABASE or Host=…;Port=…;Database=…;Username=…, "
                + $"with any of Npgsql's settings ({Reason(problem)}).");
        }
    }

    /// <summary>A copy with other settings, for a connection that serves one purpose.</summary>
    public NpgsqlConnectionStringBuilder With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var parts = new NpgsqlConnectionStringBuilder(Connection.ConnectionString);
        change(parts);
        return parts;
    }

    public override string ToString() => _text;

    /// <summary>A URI's and a setting's own complaints may quote what they complain about.</summary>
    private static string Reason(Exception problem) => problem is FormatException and not UriFormatException ? problem.Message : "a setting or the form is unknown";

    private static NpgsqlConnectionStringBuilder OfUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var parts = new NpgsqlConnectionStringBuilder { Host = url.Host.Trim('[', ']') };
        if (!url.IsDefaultPort && url.Port > 0)
        {
            parts.Port = url.Port;
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            parts.Database = Uri.UnescapeDataString(database);
        }

        if (user[0].Length > 0)
        {
            parts.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            parts.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var setting in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = setting.Split('=', 2);
            parts[NameOf(pair[0])] = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        }

        return parts;
    }

    /// <summary>libpq's names, which URLs use, as Npgsql's; others are Npgsql's already.</summary>
    private static string NameOf(string setting) => setting switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "target_session_attrs" => "Target Session Attributes",
        _ => Uri.UnescapeDataString(setting),
    };

    /// <summary>
    /// What a pooler in transaction mode needs is not negotiable: no state reset and nothing else that belongs to a session; what is prepared
    /// where there is none, <see cref="PostgresDatabase"/> decides. The rest are defaults.
    /// </summary>
    private static NpgsqlConnectionStringBuilder Completed(NpgsqlConnectionStringBuilder parts)
    {
        parts.NoResetOnClose = true;
        parts.MaxAutoPrepare = 0;
        parts.Multiplexing = false;
        parts.Enlist = false;
        parts.PersistSecurityInfo = false;
        parts.IncludeErrorDetail = false;
        if (parts.Host!.Contains(',', StringComparison.Ordinal))
        {
            parts.TargetSessionAttributes ??= "read-write";
        }

        parts.ApplicationName ??= "autocompress";
        SetDefault(parts, "Maximum Pool Size", () => parts.MaxPoolSize = Connections);
        SetDefault(parts, "Timeout", () => parts.Timeout = ConnectSeconds);
        SetDefault(parts, "Command Timeout", () => parts.CommandTimeout = CommandSeconds);
        SetDefault(parts, "Tcp Keepalive", () => parts.TcpKeepAlive = true);
        return parts;
    }

    private static void SetDefault(NpgsqlConnectionStringBuilder parts, string keyword, Action set)
    {
        if (!parts.ShouldSerialize(keyword))
        {
            set();
        }
    }
}
