using System.Collections.Immutable;
using System.Globalization;
using AutoCompress.Trials;

namespace AutoCompress.Cluster.Tests.Simulation.Histories;

/// <summary>Runs the stages of <see cref="FormulaPipeline"/> in virtual time; some fail, some find no space, some kill whoever runs them.</summary>
internal sealed class SimulatedExecutor(World world, Process process, StageFates fates, Oracle oracle) : IStageExecutor
{
    private static readonly ImmutableSortedDictionary<string, string> NoFiles = ImmutableSortedDictionary<string, string>.Empty;

    public async Task<StageResult> RunAsync(
        Stage stage,
        IReadOnlyDictionary<string, string> inputs,
        string outputFolder,
        IReadOnlyList<int> cores,
        IProgress<StageProgress> progress,
        CancellationToken cancellationToken)
    {
        var key = stage.Key;
        var run = oracle.Started(process, key, cores, cancellationToken);
        world.Trace.Add(world.Now, process.Name, $"starts {stage.Name}", key);
        try
        {
            var fate = fates.Of(stage, key);
            var time = fates.Time();
            progress.Report(new StageProgress(0.5, "half"));
            await process.Sleep(time / 2, cancellationToken).ConfigureAwait(false);
            if (fate == StageFate.Kills && fates.AreFaulty)
            {
                world.Trace.Add(world.Now, process.Name, "is killed by its step", key);
                process.Kill();
            }

            // Of a dead process, this never ends.
            await process.Sleep(time / 2, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return fate == StageFate.Fails ? new StageResult.Failed(FailureCause.OutOfMemory, "Too large.")
                : fates.IsDiskFull() ? new StageResult.Failed(FailureCause.Storage, "The disk is full.")
                : new StageResult.Succeeded(NoFiles.Add("model", File(key)), FormulaExecutor.ValuesOf(stage));
        }
        finally
        {
            oracle.Ended(run, cores);
        }
    }

    /// <summary>No two runs leave the same: a result that changes is seen.</summary>
    private string File(string key) => string.Create(CultureInfo.InvariantCulture, $"{key[..16]}-{process.Name}-{world.Now.Ticks}");
}
