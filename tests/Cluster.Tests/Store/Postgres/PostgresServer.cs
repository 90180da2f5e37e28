using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;

namespace AutoCompress.Cluster.Tests.Store.Postgres;

/// <summary>A PostgreSQL server of the tests' own, from Debian's package: in a temporary folder, on a free loopback port, gone with the test process.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Packages = "/usr/lib/postgresql";

    /// <summary>
    /// Runs a server until that ends, or its input ends or names a signal to end it with: the input ends also when the test process is killed. Signals
    /// of the user's own are passed on, and it goes on.
    /// </summary>
    private const string Keeper = """
        exec 3<&0
        "$@" >&2 3<&- & server=$!
        {
            while read -r signal; do
                kill -"$signal" "$server"
                case "$signal" in USR*) ;; *) exit ;; esac
            done
            kill -INT "$server"
        } <&3 2>/dev/null & reader=$!
        exec 3<&-
        wait "$server"; code=$?
        kill "$reader" 2>/dev/null
        exit "$code"
        """;

    /// <summary>The tests let the server crash, never the machine.</summary>
    private static readonly string[] Careless = ["-c", "fsync=off", "-c", "full_page_writes=off"];

    private readonly string _folder;
    private readonly IReadOnlyList<string> _settings;
    private Process? _keeper;
    private int _databases;

    private PostgresServer(string folder, IReadOnlyList<string> settings) => (_folder, _settings) = (folder, settings);

    public int Port { get; } = FreePort();

    private static string Binaries => Path.Combine(
        Directory.GetDirectories(Packages).MaxBy(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))!, "bin");

    /// <summary>The folder of the database files.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <param name="settings">Arguments of the server; null for those that suit tests.</param>
    public static async Task<PostgresServer> StartAsync(IReadOnlyList<string>? settings = null)
    {
        var folder = Directory.CreateTempSubdirectory("postgres-").FullName;
        var server = new PostgresServer(folder, settings ?? Careless);
        await OwnAsync(folder);
        await RunAsync([.. AsServer, Path.Combine(Binaries, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>PostgreSQL refuses to run as root: then its user does.</summary>
    public static IReadOnlyList<string> AsServer { get; } =
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    /// <summary>An empty database.</summary>
    /// <returns>Its address.</returns>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        // A connection of a pool may be one of before a restart.
        await using var connection = new NpgsqlConnection($"{AddressOf("postgres")};Pooling=false");
        await connection.ExecuteAsync($"CREATE DATABASE {name}");
        return AddressOf(name);
    }

    public string AddressOf(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    public async Task StartAgainAsync()
    {
        _keeper = Keep(
        [
            .. AsServer, Path.Combine(Binaries, "postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=400", "-c", "shared_buffers=32MB",
            .. _settings,
        ]);
        await AnswersAsync(AddressOf("postgres"), _keeper);
    }

    /// <summary>Ends the server as an administrator does who waits for nobody: open transactions are rolled back and clients told.</summary>
    public Task StopAsync() => StopAsync("INT");

    /// <summary>Ends the server at once, as a crash would: open transactions are lost.</summary>
    public Task CrashAsync() => StopAsync("QUIT");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts a server that lives no longer than this process.</summary>
    public static Process Keep(IReadOnlyList<string> command)
    {
        var process = Process.Start(new ProcessStartInfo("sh", ["-c", Keeper, "keeper", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Done when a server lets <paramref name="address"/> in; fails when it ends instead.</summary>
    public static async Task AnswersAsync(string address, Process keeper)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"{address};Pooling=false");
                await connection.OpenAsync(patience.Token);
                return;
            }
            catch (NpgsqlException)
            {
                if (keeper.HasExited)
                {
                    throw new InvalidOperationException("The server ended.");
                }

                await poll.WaitForNextTickAsync(patience.Token);
            }
        }
    }

    public static async Task OwnAsync(string folder)
    {
        if (AsServer.Count > 0)
        {
            await RunAsync(["chown", "-R", "postgres:", folder]);
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <param name="signal">How to ask: what means "at once" differs from server to server.</param>
    public static async Task EndAsync(Process keeper, string signal)
    {
        try
        {
            await keeper.StandardInput.WriteLineAsync(signal);
            keeper.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself.
        }

        await keeper.WaitForExitAsync(CancellationToken.None);
        keeper.Dispose();
    }

    private static async Task RunAsync(IReadOnlyList<string> command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]}: {await output}\n{error}");
        }
    }

    private async Task StopAsync(string signal)
    {
        if (_keeper is { } keeper)
        {
            _keeper = null;
            await EndAsync(keeper, signal);
        }
    }
}
