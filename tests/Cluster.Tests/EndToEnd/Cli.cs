using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using AutoCompress.Client.Remote;
using AutoCompress.Cluster.Tests.Chaos;

namespace AutoCompress.Cluster.Tests.EndToEnd;

/// <summary>The built command line as a user's process, the leader of its process group as under a shell.</summary>
internal sealed class Cli : IAsyncDisposable
{
    /// <summary>Beyond every run of a test, on any machine: a process that hangs is a failed test, not a hung one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task<string> _error;
    private readonly Task _reading;

    private Cli(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _reading = ReadAsync();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "autocompress");

    public int ProcessId => _process.Id;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts the command line with <paramref name="folder"/> as its working folder.</summary>
    public static Cli Start(string folder, params IReadOnlyList<string> arguments) => Start(folder, null, [Program, .. arguments]);

    /// <summary>Starts <paramref name="command"/> as the leader of a process group, with the signals of a terminal.</summary>
    /// <param name="server">What commands that call a server call; null for the default.</param>
    public static Cli Start(string folder, Uri? server, IReadOnlyList<string> command)
    {
        // A test run in the background of a shell ignores Ctrl-C, and its children would inherit that.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT,QUIT", .. command])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment[ServerOptions.AddressVariable] = server?.ToString();
        return new(Process.Start(start)!);
    }

    /// <summary>Runs the command line to its end.</summary>
    public static async Task<CliResult> RunAsync(string folder, params IReadOnlyList<string> arguments)
    {
        await using var cli = Start(folder, arguments);
        return await cli.EndAsync();
    }

    /// <summary>The next line of standard output that holds <paramref name="text"/>; fails when the process ends without it.</summary>
    public async Task<string> LineAsync(string text)
    {
        while (await _lines.Reader.WaitToReadAsync(Cancel))
        {
            while (_lines.Reader.TryRead(out var line))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }

        Assert.Fail($"The process ended without a line of '{text}':\n{_output}\n{await _error}");
        return "";
    }

    /// <summary>What Ctrl-C in a terminal does: SIGINT to every process of the group.</summary>
    public void PressCtrlC() => Assert.True(Signals.Send(-_process.Id, Signals.Interrupt));

    /// <summary>SIGKILL to this process alone; its children have to find out by themselves.</summary>
    public void KillAlone() => _process.Kill();

    public async Task<CliResult> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync(Cancel).WaitAsync(Patience, Cancel);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"The process did not end:\n{_output}\n{await _error}");
        }

        await _reading;
        return new(_process.ExitCode, _output.ToString(), await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _output.AppendLine(line);
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
