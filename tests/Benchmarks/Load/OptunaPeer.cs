using System.Diagnostics;
using System.Globalization;

namespace AutoCompress.Benchmarks.Load;

/// <summary>Debian's Optuna on the same server, in a process of its own: no-op trials with its storage's heartbeats.</summary>
internal sealed class OptunaPeer : IDisposable
{
    private readonly Process _process;

    public OptunaPeer(int port, string database)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Load", "optuna_peer.py");
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, $"postgresql+psycopg2://postgres@127.0.0.1:{port}/{database}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Version = Line();
    }

    public string Version { get; }

    /// <returns>Seconds.</returns>
    public double Run(int trials)
    {
        _process.StandardInput.WriteLine(trials);
        _process.StandardInput.Flush();
        return double.Parse(Line(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Line() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("Optuna did not answer; on Debian: apt-get install python3-optuna python3-psycopg2");
}
