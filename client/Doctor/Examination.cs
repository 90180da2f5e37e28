using System.Globalization;
using System.Runtime.InteropServices;
using AutoCompress.Client.Results;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Host.Workers;
using AutoCompress.Trials;

namespace AutoCompress.Client.Doctor;

/// <summary>Looks at everything that a study needs on this machine.</summary>
internal static class Examination
{
    private const long LowDisk = 2L << 30;
    private const long LowMemory = 2L << 30;

    public static async Task<IReadOnlyList<Finding>> RunAsync(string? store, ArtifactAddress? artifacts, CancellationToken cancellationToken)
    {
        var findings = new List<Finding> { Tool("setsid", "util-linux"), Tool("prlimit", "util-linux"), Tool("taskset", "util-linux") };
        if (findings.TrueForAll(tool => tool.Remedy is null))
        {
            findings.AddRange(await NativeAsync(cancellationToken).ConfigureAwait(false));
        }

        findings.Add(Threads());
        findings.Add(Memory());
        findings.Add(Folder(store is null));
        if (store is not null)
        {
            findings.Add(await StoreAsync(store, cancellationToken).ConfigureAwait(false));
        }

        if (artifacts is not null)
        {
            findings.Add(await ArtifactsAsync(artifacts, cancellationToken).ConfigureAwait(false));
        }

        findings.Add(new(".NET", RuntimeInformation.FrameworkDescription));
        return findings;
    }

    private static Finding Tool(string name, string package)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return path is null ? new(name, "not found", $"apt-get install {package}") : new(name, path);
    }

    private static async Task<IReadOnlyList<Finding>> NativeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var engine = new LocalEngine(new());
            var native = await engine.ProbeAsync(cancellationToken).ConfigureAwait(false);
            return
            [
                native.Torch is { } torch
                    ? new("libtorch", $"{torch}, CPU")
                    : new("libtorch", native.TorchProblem ?? "not found", "apt-get install libtorch-dev libopenblas0-openmp && make native build"),
                native.OnnxRuntime is { } runtime
                    ? new("ONNX Runtime", $"{runtime}, {string.Join(", ", native.Providers)}")
                    : new("ONNX Runtime", native.OnnxRuntimeProblem ?? "not found", "make packages build"),
                native.Providers.Contains("CUDAExecutionProvider")
                    ? new("CUDA", "the provider is there; this project has not tested it")
                    : new("CUDA", "no provider in this build of ONNX Runtime; studies with device: cuda are refused", IsRequired: false),
            ];
        }
        catch (StepFailureException failure)
        {
            return [new("worker process", failure.Message, "make build")];
        }
    }

    private static Finding Threads()
    {
        var cores = Environment.ProcessorCount;
        var text = string.Create(CultureInfo.InvariantCulture, $"{cores} cores: up to {cores} trainings at once, or {cores - 1} beside a measurement");
        return cores > 1 ? new("threads", text) : new("threads", text, "use a machine with two cores: on one, measuring and training take turns", IsRequired: false);
    }

    private static Finding Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return bytes >= LowMemory
            ? new("memory", FrontText.Bytes(bytes))
            : new("memory", FrontText.Bytes(bytes), "give this machine or container at least 2 GB");
    }

    private static async Task<Finding> StoreAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            return new("store", await StoreProbe.LookAsync(address, cancellationToken).ConfigureAwait(false));
        }
        catch (StoreException problem)
        {
            return new("store", problem.Message, "name another with --store, or see docs/cluster.md");
        }
    }

    private static async Task<Finding> ArtifactsAsync(ArtifactAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return new("artifacts", await ArtifactProbe.LookAsync(address, cancellationToken).ConfigureAwait(false));
        }
        catch (StoreException problem)
        {
            return new("artifacts", problem.Message, "name another place with --artifacts, or see docs/cluster.md");
        }
    }

    /// <param name="isStore">Whether the store is in the folder too.</param>
    private static Finding Folder(bool isStore)
    {
        var (subject, folder) = (isStore ? "store" : "folder", Path.GetFullPath("out"));
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "writable");
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var text = $"{(isStore ? "SQLite and artifacts" : "work and caches")} under {folder}, {FrontText.Bytes(free)} free";
            return free >= LowDisk ? new(subject, text) : new(subject, text, "free at least 2 GB of disk");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(subject, $"{folder} cannot be written: {e.Message}", $"run from a folder that you may write to, or: chown $USER {folder}");
        }
    }
}
