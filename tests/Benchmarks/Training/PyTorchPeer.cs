using System.Diagnostics;
using System.Globalization;

namespace AutoCompress.Benchmarks.Training;

/// <summary>The same training in Debian's PyTorch, in a process of its own.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private readonly Process _process;

    public PyTorchPeer(int batch, int threads)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Training", "resnet20_peer.py");
        _process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, $"{batch}", $"{threads}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Version = Line();
    }

    public string Version { get; }

    public StepTime Run(int steps)
    {
        _process.StandardInput.WriteLine(steps);
        _process.StandardInput.Flush();
        var words = Line().Split(' ');
        return new(double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Line() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException("PyTorch did not answer; on Debian: apt-get install python3-torch");
}
