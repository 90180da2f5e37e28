using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Artifacts;
using AutoCompress.Host.Datasets;
using AutoCompress.Host.Silos;
using AutoCompress.Host.Store;
using AutoCompress.Trials;
using Microsoft.Extensions.Logging;

namespace AutoCompress.Host.Trials;

/// <summary>Runs one claimed step: fetches its inputs, lets the executor work, stores the outputs and commits them under the lease's fence.</summary>
internal sealed partial class StepRunner(
    IWorkStore work,
    IArtifactStore artifacts,
    DataSets? datasets,
    IStageExecutor executor,
    Sidestep sidestep,
    SiloMetrics metrics,
    ISiloThreads threads,
    TimeProvider time,
    SiloOptions options,
    ILogger<StepRunner> logger)
{
    private readonly CommitQueue _commits = new(work, threads.Waiters);

    /// <summary>Runs the step to its end, whatever that is: its result, its failure, or its return to the queue.</summary>
    /// <exception cref="StoreException">The store cannot be written any more; the step's lease will run out.</exception>
    public async Task RunAsync(StepLease lease, HeldLease held, ImmutableArray<int> cores)
    {
        var place = Path.Combine(options.WorkFolder, lease.Fence.ToString(CultureInfo.InvariantCulture));
        var since = time.GetTimestamp();
        var outcome = "lost";
        try
        {
            outcome = await EndAsync(lease, held, cores, place).ConfigureAwait(false);
        }
        finally
        {
            metrics.StepEnded(lease.Stage.Name, outcome, time.GetElapsedTime(since));
            LogEnded(lease.Stage.Name, lease.Study, lease.Trial ?? 0, outcome);
            Remove(place);
        }
    }

    private async Task<string> EndAsync(StepLease lease, HeldLease held, ImmutableArray<int> cores, string place)
    {
        try
        {
            // A silo that was stopped between its claim and the answer may hold what another has by now.
            held.Token.ThrowIfCancellationRequested();
            Directory.CreateDirectory(place);
            using var inputs = new StepInputs();
            var gone = await BringAsync(lease.Stage, inputs, held.Token).ConfigureAwait(false);
            if (!gone.IsEmpty)
            {
                LogGone(lease.Stage.Name, lease.Study, lease.Trial ?? 0);
                return Written(lease, await work.ForgetAsync(lease, gone, CancellationToken.None).ConfigureAwait(false), "inputs gone");
            }

            await using var courier = await CheckpointCourier.StartAsync(
                work, artifacts, executor.CheckpointFolder(lease.Stage), lease, options.Checkpoint, time, logger, held.Token).ConfigureAwait(false);
            var since = time.GetTimestamp();
            var result = await executor.RunAsync(lease.Stage, inputs.Paths, place, cores, held, held.Token).ConfigureAwait(false);
            var seconds = time.GetElapsedTime(since).TotalSeconds;
            held.Token.ThrowIfCancellationRequested();
            return result switch
            {
                StageResult.Succeeded succeeded => await CommitAsync(lease, succeeded, seconds, held.Token).ConfigureAwait(false),
                StageResult.Failed failed => await FailAsync(lease, failed.Cause, failed.Message).ConfigureAwait(false),
                _ => throw new InvalidOperationException($"The executor answered with {result}."),
            };
        }
        catch (OperationCanceledException) when (held.Token.IsCancellationRequested)
        {
            return held.End == LeaseSignal.Lost
                ? Lost(lease)
                : Written(lease, await work.HandBackAsync(lease, CancellationToken.None).ConfigureAwait(false), "handed back");
        }
        catch (StepFailureException problem)
        {
            return await FailAsync(lease, problem.Cause, problem.Message).ConfigureAwait(false);
        }
        catch (IOException problem) when (problem is not StoreException || problem.InnerException is IOException)
        {
            return await FailAsync(lease, FailureCause.Storage, problem.Message).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not StoreException)
        {
            LogBug(lease.Stage.Name, problem);
            return await FailAsync(lease, FailureCause.Internal, $"{problem.GetType().Name} in the step '{lease.Stage.Name}': {problem.Message}").ConfigureAwait(false);
        }
    }

    /// <returns>The steps whose output is no longer there: its file is gone from the artifact store, or its result was forgotten while this step was in line.</returns>
    private async Task<ImmutableArray<string>> BringAsync(Stage stage, StepInputs inputs, CancellationToken cancellationToken)
    {
        var gone = ImmutableArray.CreateBuilder<string>();
        foreach (var (role, source) in stage.Inputs)
        {
            if (Stage.IsDataset(source, out var manifest))
            {
                inputs.Add(role, await (datasets ?? throw new InvalidOperationException("This silo has no data sets.")).GetAsync(manifest, cancellationToken).ConfigureAwait(false));
                continue;
            }

            if (!Stage.IsStageOutput(source, out var key, out var output))
            {
                inputs.Add(role, await artifacts.GetFileAsync(Stage.ArtifactOf(source), cancellationToken).ConfigureAwait(false));
            }
            else if (await OutputAsync(stage, key, output, cancellationToken).ConfigureAwait(false) is { } sha256
                && await artifacts.ExistsAsync(sha256, cancellationToken).ConfigureAwait(false))
            {
                inputs.Add(role, await artifacts.GetFileAsync(sha256, cancellationToken).ConfigureAwait(false));
            }
            else
            {
                gone.Add(key);
            }
        }

        return gone.ToImmutable();
    }

    /// <returns>Null when the step's result is not there: its study was deleted, or nobody had asked for it for long.</returns>
    private async Task<string?> OutputAsync(Stage stage, string key, string output, CancellationToken cancellationToken) =>
        await work.ResultAsync(key, cancellationToken).ConfigureAwait(false) is not { } result ? null
        : result.Artifacts.TryGetValue(output, out var sha256) ? sha256
        : throw new StepFailureException(FailureCause.Internal, $"The step '{stage.Name}' wants the output '{output}' of {key}, which has none.");

    private async Task<string> CommitAsync(StepLease lease, StageResult.Succeeded result, double seconds, CancellationToken cancellationToken)
    {
        var stored = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (output, file) in result.Files)
        {
            stored[output] = await artifacts.AddFileAsync(file, cancellationToken).ConfigureAwait(false);
        }

        var kept = new StageOutput(stored.ToImmutable(), result.Values);
        var written = await _commits.CommitAsync(new FinishedStep(lease, kept, seconds)).ConfigureAwait(false);
        sidestep.Succeeded();
        return Written(lease, written, "succeeded");
    }

    private async Task<string> FailAsync(StepLease lease, FailureCause cause, string message)
    {
        LogFailed(lease.Stage.Name, lease.Study, lease.Trial ?? 0, cause, message);
        var written = cause != FailureCause.Storage ? await work.FailAsync(lease, cause, message, CancellationToken.None).ConfigureAwait(false)
            : await sidestep.TryAsync(lease.Stage, message).ConfigureAwait(false) ? await work.HandBackAsync(lease, CancellationToken.None).ConfigureAwait(false)
            : await work.SuspendAsync(lease, message, CancellationToken.None).ConfigureAwait(false);
        return Written(lease, written, KebabCase.Of(cause));
    }

    private string Written(StepLease lease, bool written, string outcome) => written ? outcome : Refused(lease);

    private string Refused(StepLease lease)
    {
        LogRefused(lease.Stage.Name, lease.Study, lease.Trial ?? 0);
        return "lost";
    }

    private string Lost(StepLease lease)
    {
        LogLost(lease.Stage.Name, lease.Study, lease.Trial ?? 0);
        return "lost";
    }

    private void Remove(string place)
    {
        try
        {
            if (Directory.Exists(place))
            {
                Directory.Delete(place, recursive: true);
            }
        }
        catch (IOException problem)
        {
            // The silo empties the folder above at its next start.
            LogLeftOver(place, problem.Message);
        }
    }
}
