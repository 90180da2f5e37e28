using AutoCompress.Engine.Stages;
using AutoCompress.Trials;
using AutoCompress.Wire.Worker;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Workers;

/// <summary>Runs stages in child processes. Idle children are used again on the same cores; a measuring stage always gets a fresh one.</summary>
public sealed partial class WorkerPool(WorkerOptions options, TimeProvider clock, ILogger<WorkerPool> logger) : IStageExecutor, IAsyncDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly Progress<StageProgress> Silence = new();

    private readonly Dictionary<string, Stack<WorkerProcess>> _idle = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <inheritdoc/>
    public async Task<StageResult> RunAsync(
        Stage stage,
        IReadOnlyDictionary<string, string> inputs,
        string outputFolder,
        IReadOnlyList<int> cores,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken)
    {
        var fresh = stage.Labels.Contains(StageLabels.Measure);
        Directory.CreateDirectory(options.CacheFolder);
        var worker = (fresh ? null : TakeIdle(cores)) ?? WorkerProcess.Start(options, cores, clock);
        try
        {
            var request = new RunStage
            {
                Key = stage.Key,
                Name = stage.Name,
                Version = stage.Version,
                Parameters = stage.Parameters,
                Inputs = { inputs.ToDictionary() },
                OutputFolder = outputFolder,
                Seed = stage.Seed,
                Seconds = stage.Seconds ?? 0,
                Threads = Math.Max(1, cores.Count),
                CacheFolder = options.CacheFolder,
            };
            var result = await worker.RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
            if (result is StageResult.Failed failed)
            {
                LogFailure(stage.Name, failed.Cause, failed.Message);
                // A failure counts only where nothing around the stage was broken.
                if (failed.Cause != FailureCause.Storage && Surroundings.Fault(inputs.Values, outputFolder) is { } fault)
                {
                    return new StageResult.Failed(FailureCause.Storage, fault);
                }
            }

            return result;
        }
        finally
        {
            if (fresh || !worker.IsUsable || worker.Stages >= options.StagesPerProcess || !GiveBack(cores, worker))
            {
                await worker.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public string? CheckpointFolder(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new StageContext(stage.Key, Nothing, "", options.CacheFolder, stage.Seed, 1, null, Silence, clock, CancellationToken.None).CheckpointFolder;
    }

    public async ValueTask DisposeAsync()
    {
        List<WorkerProcess> workers;
        lock (_lock)
        {
            _disposed = true;
            workers = [.. _idle.Values.SelectMany(stack => stack)];
            _idle.Clear();
        }

        foreach (var worker in workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string KeyOf(IReadOnlyList<int> cores) => string.Join(',', cores);

    private WorkerProcess? TakeIdle(IReadOnlyList<int> cores)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _idle.TryGetValue(KeyOf(cores), out var stack) && stack.TryPop(out var worker) ? worker : null;
        }
    }

    private bool GiveBack(IReadOnlyList<int> cores, WorkerProcess worker)
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return false;
            }

            if (!_idle.TryGetValue(KeyOf(cores), out var stack))
            {
                _idle.Add(KeyOf(cores), stack = new());
            }

            stack.Push(worker);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stage {Stage} failed ({Cause}): {Message}")]
    private partial void LogFailure(string stage, FailureCause cause, string message);
}
