using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AutoCompress.Host.Artifacts;
using AutoCompress.Host.Store;
using AutoCompress.Trials;
using AutoCompress.Wire.Worker;

namespace AutoCompress.Host.Workers;

/// <summary>One child process, pinned to cores and limited by the kernel, that runs stages one after the other.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int KeptErrorLines = 20;

    /// <summary>What the store is opened with is no business of a process that may be in a hostile model's hands.</summary>
    private static readonly string[] Secrets = [StoreServices.AddressVariable, "PGPASSWORD", "PGPASSFILE", .. ArtifactServices.Secrets];

    private readonly Process _process;
    private readonly WorkerOptions _options;
    private readonly TimeProvider _clock;
    private readonly Queue<string> _errors = new();

    private WorkerProcess(Process process, WorkerOptions options, TimeProvider clock)
    {
        (_process, _options, _clock) = (process, options, clock);
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Stages it ran.</summary>
    public int Stages { get; private set; }

    /// <summary>False once it died, or has to be assumed broken.</summary>
    public bool IsUsable { get; private set; } = true;

    public int ProcessId => _process.Id;

    /// <summary>Starts a child on <paramref name="cores"/>; none pins it nowhere.</summary>
    public static WorkerProcess Start(WorkerOptions options, IReadOnlyList<int> cores, TimeProvider clock)
    {
        // setsid, prlimit and taskset replace themselves by the next program, so the child is one process, limited from its first instruction.
        // Its session is its own: a terminal's Ctrl-C is for the parent, which lets running stages end.
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "prlimit",
                $"--as={options.MemoryLimit.ToString(CultureInfo.InvariantCulture)}",
                "--core=0",
            },
            Environment =
            {
                ["OMP_WAIT_POLICY"] = "passive",
                ["OMP_NUM_THREADS"] = Math.Max(1, cores.Count).ToString(CultureInfo.InvariantCulture),
                ["OPENBLAS_NUM_THREADS"] = Math.Max(1, cores.Count).ToString(CultureInfo.InvariantCulture),
                ["MALLOC_ARENA_MAX"] = "2",
                ["DOTNET_gcConcurrent"] = "0",
                ["DOTNET_gcServer"] = "0",
                ["DOTNET_TieredPGO"] = "0",
                // Writable code pages need no second mapping through a file, which a file-size limit would refuse.
                ["DOTNET_EnableWriteXorExecute"] = "0",
                ["DOTNET_EnableDiagnostics"] = "0",
            },
        };
        foreach (var secret in Secrets)
        {
            start.Environment.Remove(secret);
        }

        if (options.FileLimit is { } bytes)
        {
            start.ArgumentList.Add($"--fsize={bytes.ToString(CultureInfo.InvariantCulture)}");
        }

        if (cores.Count > 0)
        {
            start.ArgumentList.Add("taskset");
            start.ArgumentList.Add("--cpu-list");
            start.ArgumentList.Add(string.Join(',', cores));
        }

        start.ArgumentList.Add(options.Executable);
        start.ArgumentList.Add("worker");
        return new(Process.Start(start) ?? throw new IOException("The worker process did not start."), options, clock);
    }

    /// <summary>Runs one stage; a crash, a hang and a cancellation all leave a dead process and a result.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<StageResult> RunAsync(RunStage request, IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        Stages++;
        var limit = request.Seconds > 0 ? TimeSpan.FromSeconds(request.Seconds) + _options.Grace : _options.StageLimit;
        using var timeout = new CancellationTokenSource(limit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await WorkerFrames.WriteAsync(_process.StandardInput.BaseStream, new ToWorker { Run = request }, either.Token).ConfigureAwait(false);
            return await ResultAsync(progress, either.Token).ConfigureAwait(false) ?? await DeathAsync(request.Name).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Kill();
            return new StageResult.Failed(
                FailureCause.Timeout, $"Stage '{request.Name}' did not end within {limit.TotalSeconds:0} s, so its process was ended.");
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }
        catch (IOException)
        {
            return await DeathAsync(request.Name).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        _process.Dispose();
    }

    /// <returns>Null when the child closed its pipe without an answer.</returns>
    private async Task<StageResult?> ResultAsync(IProgress<StageProgress> progress, CancellationToken cancellationToken)
    {
        var pipe = _process.StandardOutput.BaseStream;
        while (await WorkerFrames.ReadAsync(pipe, FromWorker.Parser, cancellationToken).ConfigureAwait(false) is { } reply)
        {
            switch (reply.MessageCase)
            {
                case FromWorker.MessageOneofCase.Progress:
                    progress.Report(new(reply.Progress.Done, reply.Progress.Note));
                    break;
                case FromWorker.MessageOneofCase.Succeeded:
                    return new StageResult.Succeeded(reply.Succeeded.Files.ToImmutableSortedDictionary(StringComparer.Ordinal), reply.Succeeded.Values);
                case FromWorker.MessageOneofCase.Failed:
                    var cause = KebabCase.Parse<FailureCause>(reply.Failed.Cause);
                    IsUsable = cause is not (FailureCause.OutOfMemory or FailureCause.Internal);
                    return new StageResult.Failed(cause, reply.Failed.Message);
            }
        }

        return null;
    }

    private async Task<StageResult> DeathAsync(string stage)
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        return WorkerDeath.Explain(stage, _process.ExitCode, LastErrors());
    }

    private void Kill()
    {
        IsUsable = false;
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended already.
        }
    }

    private void Remember(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_errors)
        {
            _errors.Enqueue(line);
            while (_errors.Count > KeptErrorLines)
            {
                _errors.Dequeue();
            }
        }
    }

    private string LastErrors()
    {
        lock (_errors)
        {
            return string.Join('\n', _errors);
        }
    }
}
