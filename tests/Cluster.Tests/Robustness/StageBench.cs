using AutoCompress.Engine.Stages;
using AutoCompress.Host.Workers;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutoCompress.Cluster.Tests.Robustness;

/// <summary>Runs stages on hostile files in child processes, under limits of time and memory.</summary>
internal sealed class StageBench : IAsyncDisposable
{
    /// <summary>What one file may take; the process that takes longer is ended, and that is a hang.</summary>
    public const double Seconds = 20;

    private const long MemoryLimit = 4L << 30;

    /// <summary>What a damaged file may end in. A timeout is a hang; a storage failure or a bug is ours.</summary>
    private static readonly HashSet<FailureCause> Clear =
    [
        FailureCause.InvalidModel, FailureCause.InvalidData, FailureCause.Unsupported, FailureCause.Infeasible, FailureCause.NotANumber,
        FailureCause.OutOfMemory, FailureCause.NativeCrash,
    ];

    private readonly TemporaryFolder _folder = new();

    // A child serves until it dies: starting one costs more than twenty small models.
    private readonly WorkerPool _pool = new(
        new() { MemoryLimit = MemoryLimit, StagesPerProcess = 2000, Grace = TimeSpan.FromSeconds(5) }, TimeProvider.System, NullLogger<WorkerPool>.Instance);

    /// <summary>A stack of ours that overflows ends the process like a native crash, but with its frames.</summary>
    public static bool IsClear(StageResult.Failed failure) =>
        Clear.Contains(failure.Cause) && !failure.Message.Contains("It last said: at ", StringComparison.Ordinal);

    /// <summary>The folder of that name, for files that are there before a stage runs.</summary>
    public string FolderOf(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;

    /// <summary>Runs <paramref name="stage"/> in a folder of its own that holds <paramref name="files"/>; the first one is the model.</summary>
    /// <param name="keep">Leaves the folder for another stage.</param>
    public async Task<StageResult> RunAsync(
        string name, IReadOnlyList<(string Name, byte[] Bytes)> files, Stage stage, CancellationToken cancellation, bool keep = false)
    {
        var folder = FolderOf(name);
        foreach (var file in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, file.Name), file.Bytes, cancellation);
        }

        var inputs = new Dictionary<string, string> { ["model"] = Path.Combine(folder, files[0].Name) };
        var made = Directory.CreateDirectory(Path.Combine(folder, "made")).FullName;
        var result = await _pool.RunAsync(stage, inputs, made, [], new Progress<StageProgress>(), cancellation);
        if (!keep)
        {
            Directory.Delete(folder, recursive: true);
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _folder.Dispose();
    }
}
