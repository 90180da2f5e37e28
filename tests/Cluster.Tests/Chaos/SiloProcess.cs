using System.Diagnostics;
using System.Globalization;
using AutoCompress.Cluster.Tests.EndToEnd;
using AutoCompress.Cluster.Tests.Relays;
using AutoCompress.Cluster.Tests.Store.Postgres;
using AutoCompress.Host.Store;

namespace AutoCompress.Cluster.Tests.Chaos;

/// <summary>A silo as a process of its own, with whoever looks after it: a life that ends is followed by the next, until all shall end.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const int SignalBase = 128;

    /// <summary>A silo that ends by itself is started again after so long.</summary>
    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(1);

    private readonly SiloPlan _plan;
    private readonly Action<SiloEnd> _ended;
    private readonly CancellationTokenSource _noMore = new();
    private readonly Lock _lock = new();
    private Process? _process;
    private int _life;
    private int? _expected;
    private TimeSpan _away;
    private Task _living = Task.CompletedTask;

    /// <param name="ended">Told of each life's end.</param>
    public SiloProcess(SiloPlan plan, Action<SiloEnd> ended)
    {
        (_plan, _ended) = (plan, ended);
        Proxy = new(plan.DatabasePort);
        Address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{PostgresServer.FreePort()}"));
    }

    public int Number => _plan.Number;

    /// <summary>Its network to the database.</summary>
    public TcpRelay Proxy { get; }

    /// <summary>Where it answers, in every life.</summary>
    public Uri Address { get; }

    /// <summary>Its own disk; null where it has none.</summary>
    public PrivateMounts? Mounts => _plan.Mounts;

    public string Folder => _plan.Folder;

    public void Start() => _living = LiveAsync();

    /// <summary>Ends the present life, if there is one.</summary>
    /// <param name="away">Until the next one begins.</param>
    /// <param name="withChildren">Whether the same signal goes to its children.</param>
    public void End(int signal, TimeSpan away, bool withChildren)
    {
        lock (_lock)
        {
            if (_process is not { HasExited: false } process)
            {
                return;
            }

            (_expected, _away) = (signal == Signals.Kill ? SignalBase + signal : 0, away);
            var children = withChildren ? Children.Of(process.Id) : [];
            Signals.Send(process.Id, signal);
            foreach (var child in children)
            {
                // Each leads a session of its own.
                Signals.Send(-child, signal);
            }
        }
    }

    /// <summary>Stops the present life in its tracks.</summary>
    /// <returns>Lets that life go on, if it is still there.</returns>
    public Action Freeze()
    {
        Process? frozen;
        lock (_lock)
        {
            frozen = _process;
            Send(Signals.Stop);
        }

        return () =>
        {
            lock (_lock)
            {
                if (_process == frozen)
                {
                    Send(Signals.Continue);
                }
            }
        };
    }

    /// <summary>Asks it to stop for good, and waits for that.</summary>
    public async Task StopAsync()
    {
        await _noMore.CancelAsync();
        End(Signals.Terminate, TimeSpan.Zero, withChildren: false);
        await _living;
    }

    public async ValueTask DisposeAsync()
    {
        await _noMore.CancelAsync();
        Proxy.LetGo();
        End(Signals.Kill, TimeSpan.Zero, withChildren: true);
        await _living;
        Proxy.Dispose();
        _noMore.Dispose();
    }

    private void Send(int signal)
    {
        if (_process is { HasExited: false } process)
        {
            Signals.Send(process.Id, signal);
        }
    }

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private async Task LiveAsync()
    {
        while (!_noMore.IsCancellationRequested)
        {
            var (end, away) = await LifeAsync();
            _ended(end);
            await Task.WhenAny(Task.Delay(away, CancellationToken.None), Task.Delay(Timeout.Infinite, _noMore.Token));
        }
    }

    private async Task<(SiloEnd End, TimeSpan Away)> LifeAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"silo-{Number}-life-{++_life}");
        var process = Process.Start(StartInfo(name))!;
        lock (_lock)
        {
            (_process, _expected, _away) = (process, null, Restart);
        }

        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(CancellationToken.None);
        // Children of a dead silo hold its pipes until they see that it is dead, on a busy machine for seconds; one that hangs must not stop the round.
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(Patience));
        var said = (output.IsCompletedSuccessfully ? await output : "") + (error.IsCompletedSuccessfully ? await error : "");
        KeepLog(name);
        lock (_lock)
        {
            _process = null;
            var end = new SiloEnd(Number, name, process.ExitCode, _expected, said.Trim());
            process.Dispose();
            return (end, _away);
        }
    }

    private void KeepLog(string name)
    {
        var log = Mounts?.Seen(LogPath) ?? LogPath;
        if (File.Exists(log))
        {
            // Moved: a life that ends before it has logged anything must not pass for the one before.
            File.Move(log, Path.Combine(_plan.LogFolder, name + ".log"), overwrite: true);
        }
    }

    private string LogPath => Path.Combine(Folder, "data", "silo.log");

    private ProcessStartInfo StartInfo(string name)
    {
        IReadOnlyList<string> serve =
        [
            "env", "--default-signal=INT,QUIT,TERM", Cli.Program, "serve",
            "--listen", Address.Authority, "--data", Path.Combine(Folder, "data"), "--artifacts", _plan.Artifacts,
            "--cores", _plan.Cores, "--grace", "2s", .. _plan.Lease is { } lease ? ["--lease", lease] : Array.Empty<string>(),
        ];
        var start = new ProcessStartInfo("setsid", Mounts?.Inside(serve) ?? serve)
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[StoreServices.AddressVariable] = string.Create(
            CultureInfo.InvariantCulture, $"{_plan.Database};Port={Proxy.Port};Application Name={name}");
        foreach (var (variable, value) in _plan.Environment)
        {
            start.Environment[variable] = value;
        }

        start.Environment["TMPDIR"] = Path.Combine(Folder, "tmp");
        start.Environment[LeftOvers.Variable] = _plan.Mark;
        return start;
    }
}
