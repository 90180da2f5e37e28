using System.Diagnostics;
using System.Globalization;

namespace AutoCompress.Benchmarks.Analysing;

/// <summary>One run of the command line's <c>inspect</c>, with the memory of the child process that analyses the model.</summary>
/// <param name="Seconds">From start to end of the command, its own start included.</param>
/// <param name="PeakBytes">The child's largest resident memory as the kernel counts it (VmHWM).</param>
internal sealed record WatchedInspection(int ExitCode, double Seconds, long PeakBytes, string Error)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    public static async Task<WatchedInspection> RunAsync(string program, string model)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, ["inspect", model, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var (exit, peak) = (process.WaitForExitAsync(), 0L);
        while (!exit.IsCompleted)
        {
            // The peak only grows, so what was read last is at most one interval old.
            peak = Math.Max(peak, PeakOfChildren(process.Id));
            await Task.WhenAny(exit, Task.Delay(Interval)).ConfigureAwait(false);
        }

        await output.ConfigureAwait(false);
        return new(process.ExitCode, clock.Elapsed.TotalSeconds, peak, await error.ConfigureAwait(false));
    }

    private static long PeakOfChildren(int parent)
    {
        var peak = 0L;
        foreach (var task in Directory.Exists($"/proc/{parent}/task") ? Directory.GetDirectories($"/proc/{parent}/task") : [])
        {
            foreach (var child in Read(Path.Combine(task, "children")).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                var line = Read($"/proc/{child}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                peak = Math.Max(peak, line is null ? 0 : 1024 * long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
            }
        }

        return peak;
    }

    /// <summary>Empty once the process is gone.</summary>
    private static string[] Read(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }
    }
}
